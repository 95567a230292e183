import { assert, constantFrom, property, record, subarray, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesiredDeployment } from '../desired-state/deployment-document.ts';
import type { AppliedDeployment, Stage } from '../state/device-state.ts';
import { plan } from './plan.ts';

const desired = (deploymentId: string, digest: string): DesiredDeployment => ({
  deploymentId,
  digest,
  document: {
    id: deploymentId,
    metadata: { name: 'n', namespace: 'ns', deviceId: 'd' },
    spec: { applicationId: 'a', deploymentProfile: { type: 'compose', components: [] } },
  },
});
const applied = (deploymentId: string, digest: string, stage: Stage): AppliedDeployment => ({
  deploymentId,
  digest,
  name: 'n',
  namespace: 'ns',
  deviceId: 'd',
  reportedFor: null,
  adoptedVersion: 1n,
  stage,
  error: null,
  components: [],
  lastStatus: null,
});

const IDS = ['a', 'b', 'c', 'd', 'e'];
const digest = constantFrom('1', '2');
const wanted = uniqueArray(record({ id: constantFrom(...IDS), digest }), { selector: ({ id }) => id });
const present = uniqueArray(
  record({
    id: constantFrom(...IDS),
    digest,
    stage: constantFrom<Stage>('applying', 'settled', 'blocked', 'removing', 'stuck'),
  }),
  { selector: ({ id }) => id },
);

describe('a plan', () => {
  it('does to each deployment what separates it from the desired state, and nothing else', async () => {
    await assert(
      property(wanted, present, subarray(IDS), (want, have, drifted) => {
        const actions = plan(
          want.map((item) => desired(item.id, item.digest)),
          have.map((item) => applied(item.id, item.digest, item.stage)),
          { drifted: new Set(drifted), retryStuck: true },
        );
        const done = new Map(
          actions.map((action) => [
            action.kind === 'remove' ? action.applied.deploymentId : action.desired.deploymentId,
            action.kind,
          ]),
        );
        expect(done.size).toBe(actions.length);
        for (const id of IDS) {
          const target = want.find((item) => item.id === id);
          const actual = have.find((item) => item.id === id);
          const isThere = actual?.digest === target?.digest && actual?.stage === 'settled' && !drifted.includes(id);
          const expected = target ? (actual ? (isThere ? undefined : 'update') : 'install') : actual && 'remove';
          expect(done.get(id), id).toBe(expected);
        }
      }),
      { seed: 6 },
    );
  });

  it('removes first, the newest first, and goes on in the order of the manifest', () => {
    const actions = plan(
      [desired('c', '1'), desired('a', '2')],
      [applied('a', '1', 'settled'), applied('x', '1', 'settled'), applied('y', '1', 'settled')],
      { drifted: new Set(), retryStuck: true },
    );
    expect(
      actions.map((action) => (action.kind === 'remove' ? action.applied.deploymentId : action.desired.deploymentId)),
    ).toEqual(['y', 'x', 'c', 'a']);
  });

  it('leaves a removal that failed until it is told to try again', () => {
    const stuck = [applied('a', '1', 'stuck')];
    expect(plan([], stuck, { drifted: new Set(), retryStuck: false })).toEqual([]);
    expect(plan([], stuck, { drifted: new Set(), retryStuck: true })).toHaveLength(1);
  });
});
