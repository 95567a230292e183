import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CheckResult, CheckVerdict, RunInfo } from '../../../reports/model.ts';
import { loadCatalogue } from '../../requirements/catalogue.ts';
import type { Check } from '../check.ts';
import { withoutJudgement } from '../without-judgement.ts';
import { readExpectedFailures, withExpectations } from './expected-failures.ts';
import { assembleResults, exitStatus } from './results.ts';
import { selectChecks } from './select.ts';

const catalogue = loadCatalogue();
const TESTED = catalogue
  .rowsFor('1.0.0-rc.3')
  .filter(({ verification }) => verification.by === 'checks')
  .map(({ id }) => id);
const [MUST = ''] = catalogue
  .rowsFor('1.0.0-rc.3')
  .filter(({ verification, level }) => verification.by === 'checks' && level === 'MUST')
  .map(({ id }) => id);

const checkNamed = (id: string, requirements: readonly [string, ...string[]]): Check => ({
  id,
  title: id,
  requirements,
  judge: async () => undefined,
});

const result = (
  id: string,
  requirements: readonly string[],
  verdict: CheckVerdict,
  fails = requirements,
): CheckResult => ({
  ...withoutJudgement({ id, title: id, requirements }, verdict, ''),
  judged: requirements,
  violations:
    verdict === 'fail' || verdict === 'warn'
      ? fails.map((requirement) => ({
          requirement,
          level: 'MUST',
          severity: verdict,
          expected: 'a',
          received: 'b',
          position: null,
        }))
      : [],
});

const RUN: Omit<RunInfo, 'incompleteBecause'> = {
  tool: '1',
  catalogue: '1',
  seed: 1,
  nonce: 'n',
  effort: 'quick',
  revision: '1.0.0-rc.3',
  role: 'was',
  profiles: ['core'],
  target: { name: '', vendor: '', version: '', endpoint: '' },
  started: '2026-11-22T00:00:00Z',
  durationMs: 1,
  partial: false,
  command: '',
  undeclaredFeatures: [],
};

const assemble = (checks: readonly CheckResult[], partial = false) =>
  assembleResults({ ...RUN, partial }, checks, catalogue, '1.0.0-rc.3');

const EVERYTHING = result('all/of-it', TESTED, 'pass');
const OTHERS = result(
  'all/others',
  TESTED.filter((id) => id !== MUST),
  'pass',
);

describe('a selection', () => {
  const checks = [checkNamed('a/one', ['DSM-001']), checkNamed('a/two', ['DSM-002']), checkNamed('b/one', ['DSM-002'])];
  const ids = (only: readonly string[], skip: readonly string[] = []) =>
    selectChecks(checks, { only, skip }).map(({ id }) => id);

  it('is by globs, by requirement, and by what is left out', () => {
    expect(ids([])).toEqual(['a/one', 'a/two', 'b/one']);
    expect(ids(['a/*'])).toEqual(['a/one', 'a/two']);
    expect(ids(['DSM-002'])).toEqual(['a/two', 'b/one']);
    expect(ids(['*/one'], ['DSM-001'])).toEqual(['b/one']);
  });

  it('that fits nothing is told with the nearest name', () => {
    expect(() => ids(['a/onne'])).toThrow(/^SELECTION_EMPTY: "a\/onne" fits no check; did you mean a\/one\?/);
    expect(() => ids([], ['DSM-02'])).toThrow(/did you mean DSM-002\?/);
    expect(() => ids(['nothing-like-it-at-all'])).toThrow(/fits no check; "waspect requirements" lists them/);
  });
});

describe('the verdict of a run', () => {
  it.each<readonly [verdict: string, status: number, checks: readonly CheckResult[], partial: boolean]>([
    ['conformant', 0, [EVERYTHING], false],
    ['conformant', 0, [OTHERS, result('x/y', [MUST], 'warn')], false],
    ['conformant', 0, [OTHERS, result('x/y', [MUST], 'notApplicable')], false],
    ['incomplete', 3, [OTHERS], false],
    ['incomplete', 3, [OTHERS, result('x/y', [MUST], 'notEvaluated')], false],
    ['incomplete', 3, [OTHERS, result('x/y', [MUST], 'notEvaluated'), result('x/z', [MUST], 'notApplicable')], false],
    ['incomplete', 3, [EVERYTHING], true],
    ['incomplete', 2, [EVERYTHING, result('x/y', [MUST], 'configError')], false],
    ['incomplete', 3, [EVERYTHING, result('x/y', [MUST], 'harnessError')], false],
    ['nonconformant', 1, [EVERYTHING, result('x/y', [MUST], 'fail'), result('x/z', [MUST], 'configError')], true],
  ])('is %s, status %i', (verdict, status, checks, partial) => {
    const results = assemble(checks, partial);
    expect([results.verdict, exitStatus(results)]).toEqual([verdict, status]);
    expect(Object.values(results.summary).reduce((sum, count) => sum + count)).toBe(checks.length);
  });

  it('does not wait for what only a profile judges that was not run', () => {
    const endToEnd: CheckResult = { ...result('x/y', [MUST], 'notEvaluated'), profile: 'end-to-end' };
    const verdictOf = (profiles: readonly string[], checks: readonly CheckResult[]) =>
      assembleResults({ ...RUN, profiles }, checks, catalogue, '1.0.0-rc.3').verdict;
    expect(verdictOf(['core'], [OTHERS, endToEnd])).toBe('conformant');
    expect(verdictOf(['core', 'end-to-end'], [OTHERS, endToEnd])).toBe('incomplete');
    expect(verdictOf(['core'], [OTHERS, endToEnd, result('x/z', [MUST], 'notEvaluated')])).toBe('incomplete');
    expect(verdictOf(['core'], [OTHERS, { ...endToEnd, verdict: 'fail', violations: [] }])).toBe('nonconformant');
  });

  it('judges a requirement by what was said of it', () => {
    const [one = '', two = ''] = TESTED;
    const results = assemble([result('x/y', [one, two], 'fail', [one])]);
    const verdictOf = (id: string) => results.requirements.find((row) => row.id === id)?.verdict;
    // The check ended at the first; of the second it knows nothing.
    expect([verdictOf(one), verdictOf(two)]).toEqual(['fail', 'notEvaluated']);
  });
});

describe('expected failures', () => {
  const entry = { check: 'x/y', reason: 'known', link: 'https://bugs.example/1', expires: '2026-12-31' };
  const judged = (verdict: CheckVerdict, today = '2026-11-22') => {
    const checks = withExpectations([EVERYTHING, result('x/y', [MUST], verdict)], [entry], today);
    const results = assemble(checks);
    return [checks[1]?.expectation?.outcome, results.verdict, exitStatus(results)];
  };

  it('let a gate pass while they fail, and only then', () => {
    expect(judged('fail')).toEqual(['expected-failure', 'nonconformant', 0]);
    expect(judged('pass')).toEqual(['unexpected-pass', 'nonconformant', 1]);
    expect(judged('warn')).toEqual(['unexpected-pass', 'nonconformant', 1]);
    expect(judged('fail', '2026-12-31')).toEqual(['expected-failure', 'nonconformant', 0]);
    expect(judged('fail', '2027-01-01')).toEqual(['expired', 'nonconformant', 1]);
    expect(judged('notEvaluated')).toEqual([undefined, 'conformant', 0]);
  });

  it.each([
    ['- check: x/y\n  reason: r\n  link: l\n  expires: 2026-12-31\n', undefined],
    ['', undefined],
    [
      '- check: x/z\n  reason: r\n  link: l\n  expires: 2026-12-31\n',
      /^EXPECTATIONS_INVALID: .*there is no check x\/z/,
    ],
    ['- check: x/y\n  reason: r\n  link: l\n  expires: 2026-13-41\n', /is no calendar date/],
    ['- check: x/y\n  reason: r\n  expires: 2026-12-31\n', /must have required property 'link'/],
    ['check: x/y\n', /^EXPECTATIONS_INVALID: .*each entry has check, reason, link and expires/],
    ['[', /^EXPECTATIONS_UNREADABLE: /],
  ])('are read from a file: %j', (content, says) => {
    const folder = mkdtempSync(join(tmpdir(), 'waspect-expected-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'expected.yaml');
    writeFileSync(file, content);
    const read = () => readExpectedFailures(file, new Set(['x/y']));
    if (says) expect(read).toThrow(says);
    else expect(read().length).toBeLessThanOrEqual(1);
  });
});
