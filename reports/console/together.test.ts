import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { comparisonOf, differencesOf, writeComparison } from '../comparison.ts';
import type { CheckResult, Results } from '../model.ts';
import { assemble, failedCheck, sampleCheck } from '../sample.test-data.ts';
import { renderTogether } from './together.ts';

const PLAIN = { color: false, width: 80 };

function runAt(endpoint: string, checks: readonly CheckResult[], revision: Results['run']['revision'] = '1.0.0-rc.3') {
  const { run, ...results } = assemble(checks, []);
  const verdict = checks.some((one) => one.verdict === 'fail') ? 'nonconformant' : results.verdict;
  return { ...results, verdict, run: { ...run, revision, target: { ...run.target, endpoint } } };
}

const other = sampleCheck({ id: 'status/first-report', requirements: ['STA-003'] });
const TEST = runAt('test', [sampleCheck(), other]);
const BROKEN = runAt('development', [failedCheck(), { ...other, verdict: 'warn', message: 'a \u001b[31mred\nline' }]);
const SOUND = runAt('production', [sampleCheck(), other]);

describe('several runs side by side', () => {
  const lines = renderTogether([TEST, BROKEN, SOUND], PLAIN).split('\n');

  it('are a line each, in columns', () => {
    const [title, ...rows] = lines.slice(0, 4);
    expect(title).toBe('All runs');
    expect(rows).toEqual([
      expect.stringMatching(/^ {2}1\.0\.0-rc\.3 {2}test {9}No nonconformity found +2 pass, 0 fail, 0 warn {2}/),
      expect.stringMatching(/^ {2}1\.0\.0-rc\.3 {2}development {2}1 nonconformity found +0 pass, 1 fail, 1 warn {2}/),
      expect.stringMatching(/^ {2}1\.0\.0-rc\.3 {2}production {3}No nonconformity found +2 pass, 0 fail, 0 warn {2}/),
    ]);
  });

  it('name each check of an endpoint whose verdict is not that of the first, in a line that no report can break', () => {
    expect(lines.slice(5)).toEqual([
      'Endpoints of 1.0.0-rc.3 compared with test',
      '  development:',
      expect.stringMatching(/^ {4}desired-state\/manifest-etag-is-body-digest {2}pass → fail: The ETag is weak/),
      expect.stringMatching(/^ {4}status\/first-report {2}pass → warn: a .*red line$/),
      '  production: the same verdicts',
      '',
    ]);
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('are compared within a revision only', () => {
    const earlier = runAt('test', [failedCheck()], '1.0.0-rc.2');
    const text = renderTogether([TEST, earlier], PLAIN);
    expect(text).toContain('1.0.0-rc.2');
    expect(text).not.toContain('compared with');
    expect(differencesOf([TEST, earlier])).toEqual([]);
    expect(renderTogether([TEST, SOUND, earlier, runAt('production', [], '1.0.0-rc.2')], PLAIN)).toMatch(
      /Endpoints of 1\.0\.0-rc\.3 compared with test\n.*\n\nEndpoints of 1\.0\.0-rc\.2 compared with test\n/,
    );
  });

  it('are marked by colours on a terminal, the words being the same', () => {
    const coloured = renderTogether([TEST, BROKEN], { ...PLAIN, color: true });
    expect(coloured).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks are what is taken away
    expect(coloured.replaceAll(/\u001b\[[0-9;]*m/g, '')).toBe(renderTogether([TEST, BROKEN], PLAIN));
  });
});

describe('the comparison as a file', () => {
  it('has verdict, counts and folder of each run, and the differences', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waspect-comparison-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const comparison = comparisonOf([
      { results: TEST, folder: 'test' },
      { results: BROKEN, folder: 'development' },
    ]);
    const file = join(folder, 'comparison.json');
    await writeComparison(file, comparison);
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    expect(read).toEqual(comparison);
    expect(read).toMatchObject({
      schema: 'waspect/comparison/v1',
      runs: [
        { revision: '1.0.0-rc.3', endpoint: 'test', verdict: TEST.verdict, summary: { pass: 2 }, folder: 'test' },
        { endpoint: 'development', verdict: BROKEN.verdict, summary: { fail: 1, warn: 1 }, folder: 'development' },
      ],
      differences: [
        {
          revision: '1.0.0-rc.3',
          endpoint: 'development',
          comparedWith: 'test',
          changes: [
            { id: 'desired-state/manifest-etag-is-body-digest', before: 'pass', after: 'fail' },
            { id: 'status/first-report', before: 'pass', after: 'warn' },
          ],
        },
      ],
    });
  });
});
