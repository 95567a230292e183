import { describe, expect, it } from 'vitest';
import { type ExpectedComponent, type RunningComponent, runsExactly } from './running.ts';

const content = { repository: 'oci://r.example/good', revision: '1.0.0', values: { a: { b: 1 } } };
const place = { deviceId: 'edge', deploymentId: 'd', component: 'web' };
const running = (changes: Partial<RunningComponent> = {}): RunningComponent => ({
  ...place,
  ...content,
  ready: true,
  ...changes,
});
const expected = (...legal: ExpectedComponent['legal']): readonly ExpectedComponent[] => [{ ...place, legal }];
const asked = expected({ ...content, ready: true });

describe('what runs', () => {
  it('is what is expected, in any order of members', () => {
    expect(runsExactly([running()], asked)).toEqual({ ok: true });
    expect(runsExactly([], [])).toEqual({ ok: true });
    expect(runsExactly([], expected('absent'))).toEqual({ ok: true });
    expect(runsExactly([], expected('absent', { ...content, ready: true }))).toEqual({ ok: true });
    expect(runsExactly([running({ ready: false })], expected({ ...content, ready: 'any' }))).toEqual({ ok: true });
  });

  it.each<[string, readonly RunningComponent[]]>([
    ['nothing', []],
    ['another revision', [running({ revision: '1.0.1' })]],
    ['another repository', [running({ repository: 'oci://r.example/other' })]],
    ['a value of another type', [running({ values: { a: { b: '1' } } })]],
    ['a value more', [running({ values: { a: { b: 1 }, c: null } })]],
    ['no value', [running({ values: {} })]],
    ['what is not ready', [running({ ready: false })]],
    ['it twice', [running(), running()]],
    ['it on another device', [running({ deviceId: 'edge/cell' })]],
    ['it of another deployment', [running({ deploymentId: 'e' })]],
    ['something besides', [running(), running({ component: 'db' })]],
  ])('is not %s', (_what, found) => {
    expect(runsExactly(found, asked).ok).toBe(false);
  });

  it('is told where nothing is expected', () => {
    expect(runsExactly([running()], [])).toMatchObject({ expected: 'nothing as component web of d on edge' });
    expect(runsExactly([running()], expected('absent')).ok).toBe(false);
  });
});
