import { describe, expect, it } from 'vitest';
import type { DeploymentState, DeploymentStatus } from '../../simulator/protocol/documents.ts';
import { adoptedTruly, agreesWithItself, followsReport, speaksOf } from './status-course.ts';

const error = { code: 'X', source: 'web', message: 'it cannot run' };

const report = (
  overall: DeploymentState,
  states: readonly DeploymentState[] = [overall],
  version = 1n,
): DeploymentStatus => ({
  deploymentId: 'd',
  adoptedManifestVersion: version,
  status: { state: overall },
  components: states.map((state, index) => ({
    name: `c${index}`,
    state,
    ...(state === 'failed' && { error }),
  })),
});

describe('a report', () => {
  it.each<[DeploymentState, readonly DeploymentState[]]>([
    ['failed', ['installed', 'failed', 'pending']],
    ['removing', ['installing', 'removing']],
    ['installing', ['pending', 'installing', 'installed']],
    ['pending', ['removed', 'pending']],
    ['removed', ['installed', 'removed']],
  ])('has the worst state on top: %s of %j', (overall, states) => {
    expect(agreesWithItself(report(overall, states))).toEqual({ ok: true });
    expect(agreesWithItself(report('installed', states)).ok).toBe(false);
  });

  it('says why something failed', () => {
    const silent = { ...report('failed'), components: [{ name: 'c0', state: 'failed' as const }] };
    expect(agreesWithItself(silent).ok).toBe(false);
    const empty = {
      ...silent,
      components: [{ ...silent.components[0], name: 'c0', state: 'failed' as const, error: { ...error, message: '' } }],
    };
    expect(agreesWithItself(empty).ok).toBe(false);
  });

  it('speaks of all components, and of its child', () => {
    const about = { components: ['c0', 'c1'], child: undefined };
    expect(speaksOf(report('installed', ['installed', 'installed']), about)).toEqual({ ok: true });
    expect(speaksOf(report('installed'), about).ok).toBe(false);
    expect(speaksOf(report('installed', ['installed', 'installed']), { ...about, child: 'edge/cell' }).ok).toBe(false);
    expect(speaksOf({ ...report('installed'), deviceId: 'edge' }, { components: ['c0'], child: undefined }).ok).toBe(
      false,
    );
  });
});

describe('reports in turn', () => {
  it.each<[DeploymentState | undefined, DeploymentState]>([
    [undefined, 'pending'],
    [undefined, 'failed'],
    ['pending', 'installing'],
    ['installing', 'installed'],
    ['installing', 'failed'],
    ['installed', 'pending'],
    ['installed', 'removing'],
    ['failed', 'pending'],
    ['removing', 'removed'],
    ['removing', 'failed'],
  ])('may go from %s to %s', (before, now) => {
    expect(followsReport(before && report(before), report(now))).toEqual({ ok: true });
  });

  it.each<[DeploymentState | undefined, DeploymentState]>([
    [undefined, 'installed'],
    [undefined, 'removed'],
    ['pending', 'installed'],
    ['pending', 'removed'],
    ['installing', 'pending'],
    ['installed', 'removed'],
    ['failed', 'installed'],
    ['removing', 'installed'],
    ['removed', 'removing'],
  ])('do not go from %s to %s', (before, now) => {
    expect(followsReport(before && report(before), report(now)).ok).toBe(false);
  });

  it('come once for each change', () => {
    expect(followsReport(report('pending'), report('pending')).ok).toBe(false);
    expect(followsReport(report('installed'), report('installed', undefined, 2n)).ok).toBe(true);
    expect(followsReport(report('installed', undefined, 2n), report('pending', undefined, 1n)).ok).toBe(false);
  });

  it('may come again, or begin anew, after a crash; after a loss of memory nothing is known', () => {
    expect(followsReport(report('installing'), report('installing'), 'interrupted').ok).toBe(true);
    expect(followsReport(report('installing'), report('pending'), 'interrupted').ok).toBe(true);
    expect(followsReport(report('installed', undefined, 2n), report('pending', undefined, 1n), 'interrupted').ok).toBe(
      false,
    );
    expect(followsReport(report('removed', undefined, 2n), report('removing', undefined, 1n), 'gone').ok).toBe(true);
  });
});

describe('the adopted version', () => {
  const served = new Map([
    [3n, new Map([['d', 'sha256:a']])],
    [4n, new Map([['d', 'sha256:b']])],
    [5n, new Map<string, string>()],
  ]);

  it('is that of a manifest that asks for the deployment as it is asked for now', () => {
    expect(adoptedTruly(report('installed', undefined, 4n), served, 'sha256:b')).toEqual({ ok: true });
    expect(adoptedTruly(report('removed', undefined, 5n), served, undefined)).toEqual({ ok: true });
  });

  it.each<[string, bigint, string | undefined]>([
    ['one before it was changed', 3n, 'sha256:b'],
    ['one that nobody served', 6n, 'sha256:b'],
    ['one from which it is gone', 5n, 'sha256:b'],
    ['one that still lists what was withdrawn', 4n, undefined],
  ])('is not that of %s', (_what, version, digest) => {
    expect(adoptedTruly(report('installed', undefined, version), served, digest).ok).toBe(false);
  });
});
