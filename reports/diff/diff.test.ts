import { describe, expect, it } from 'vitest';
import type { CheckVerdict, Results } from '../model.ts';
import {
  assemble,
  conformantSample,
  nonconformantSample,
  sampleCheck,
  sampleRequirement,
} from '../sample.test-data.ts';
import { endToEndSample } from '../timeline/sample.test-data.ts';
import { diffResults } from './diff.ts';
import { renderDiff, renderDiffJson } from './render.ts';

function run(verdicts: Readonly<Record<string, CheckVerdict>>): Results {
  const checks = Object.entries(verdicts).map(([id, verdict]) =>
    sampleCheck({ id, verdict, message: `is ${verdict}` }),
  );
  return assemble(checks, []);
}

describe('diffResults', () => {
  it('puts each changed check into one list', () => {
    const before = run({ a: 'pass', b: 'fail', c: 'pass', d: 'pass', same: 'fail', f: 'fail' });
    const after = run({ a: 'fail', b: 'pass', c: 'warn', e: 'pass', g: 'fail', same: 'fail', f: 'notEvaluated' });
    const diff = diffResults(before, after);
    expect(diff.newlyFailing).toEqual([
      { id: 'a', before: 'pass', after: 'fail', message: 'is fail' },
      { id: 'g', before: null, after: 'fail', message: 'is fail' },
    ]);
    expect(diff.newlyPassing.map(({ id }) => id)).toEqual(['b']);
    expect(diff.changed.map(({ id }) => id)).toEqual(['c', 'f']);
    expect(diff.added.map(({ id }) => id)).toEqual(['e']);
    expect(diff.gone).toEqual([{ id: 'd', before: 'pass', after: null, message: 'is pass' }]);
    expect(diff.regressed).toBe(true);
  });

  it('is no regression where what failed still fails, or what passed is gone', () => {
    expect(diffResults(run({ a: 'fail', b: 'pass' }), run({ a: 'fail' })).regressed).toBe(false);
  });

  it('compares requirements and circumstances', () => {
    const before = conformantSample();
    const after: Results = {
      ...before,
      run: { ...before.run, seed: 7, effort: 'quick' },
      requirements: [sampleRequirement({ verdict: 'fail' })],
    };
    const diff = diffResults(before, after);
    expect(diff.requirements).toEqual([
      { id: 'CAP-006', before: 'pass', after: null, message: '' },
      { id: 'DSM-017', before: 'pass', after: 'fail', message: '' },
    ]);
    expect(diff.circumstances).toEqual([
      { name: 'effort', before: 'standard', after: 'quick' },
      { name: 'seed', before: '42', after: '7' },
    ]);
  });
});

describe('a rendered comparison', () => {
  it('says which profile only one of the runs had, and on what', () => {
    const core = conformantSample();
    const both = endToEndSample();
    const later = diffResults(core, both);
    expect(later.profiles).toEqual({ onlyBefore: [], onlyAfter: ['end-to-end'] });
    expect(renderDiff(later)).toContain(
      'The profile end-to-end is in the later run only: its checks and requirements are new for that reason.',
    );
    expect(renderDiff(later)).toContain('  cluster: (none) → debian waspect-x3f9, Kubernetes v1.20.2, Helm v3.18.1');
    expect(renderDiff(diffResults(both, core))).toContain(
      'is in the earlier run only: its checks and requirements are gone',
    );
    expect(diffResults(both, both).profiles).toEqual({ onlyBefore: [], onlyAfter: [] });
  });

  it('names what changed', () => {
    const text = renderDiff(diffResults(conformantSample(), nonconformantSample()));
    expect(text).toContain('Verdict: conformant → nonconformant');
    expect(text).toContain(
      'Newly failing (1)\n  desired-state/manifest-etag-is-body-digest  pass → fail: The ETag is weak',
    );
    expect(text).toContain('Regressed: something fails that did not fail before.');
  });

  it('says that nothing changed', () => {
    const diff = diffResults(conformantSample(), conformantSample());
    expect(renderDiff(diff)).toBe('Verdict: conformant → conformant\n\nNo check changed.\n');
    expect(JSON.parse(renderDiffJson(diff))).toEqual(diff);
  });
});
