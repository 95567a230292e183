import { describe, expect, it } from 'vitest';
import type { FleetMember, ObservedDeployment } from '../../simulator/fleet/operator/operator.ts';
import { rc3 } from '../../simulator/protocol/rc3/revision.ts';
import { recordJudge } from './record-judge.ts';

const MEMBER: FleetMember = { device: 7, client: { id: 'fleet-n-7' }, deviceId: 'pc-7', type: 'helm' };

const judge = recordJudge({
  revisionOf: () => rc3,
  capabilitiesOf: () => {
    throw new Error('not asked for');
  },
});

const status = (state: string, adoptedManifestVersion: string) => ({
  state,
  components: [{ name: 'sample', state }],
  adoptedManifestVersion,
});

const judged = (acknowledged: readonly [string, string], observed: ObservedDeployment | null): readonly string[] =>
  judge
    .deployment(
      MEMBER,
      {
        device: 7,
        deploymentId: 'd',
        state: 'assigned',
        report: { device: 7, deploymentId: 'd', ...status(...acknowledged), at: 1 },
      },
      observed,
    )
    .map(({ requirement }) => requirement);

describe('the record of a deployment', () => {
  it('is what was acknowledged last', () => {
    expect(judged(['installed', '4'], status('installed', '4'))).toEqual([]);
  });

  it.each([
    ['a state behind it', status('installing', '4')],
    ['another end', status('failed', '4')],
    ['an older manifest', status('installed', '3')],
    ['nothing', null],
  ])('may not show %s', (_what, observed) => {
    expect(judged(['installed', '4'], observed)).toEqual(['USR-002']);
  });

  it.each([
    ['a later state', ['installing', '4'], status('installed', '4')],
    ['a removal', ['installed', '4'], status('removing', '4')],
    ['a newer manifest', ['installed', '4'], status('installing', '5')],
  ] as const)(
    'may show %s: a report whose answer nobody heard may have been taken',
    (_what, acknowledged, observed) => {
      expect(judged(acknowledged, observed)).toEqual([]);
    },
  );
});
