import { describe, expect, it } from 'vitest';
import { standing } from './checks.ts';
import { coverageOf, coverageSentence, percent } from './coverage.ts';
import type { Results } from './model.ts';
import { assemble, conformantSample, failedCheck, nonconformantSample, sampleCheck } from './sample.test-data.ts';
import { dateText, headline } from './wording.ts';

describe('headline', () => {
  const incomplete = (change: Partial<Results['summary']>): Results => {
    const sample = conformantSample();
    return { ...sample, verdict: 'incomplete', summary: { ...sample.summary, ...change } };
  };

  it.each([
    ['No nonconformity found', conformantSample()],
    ['1 nonconformity found', nonconformantSample()],
    ['Incomplete: the set-up is not right', incomplete({ configError: 1 })],
    ['Incomplete: the test tool went wrong', incomplete({ harnessError: 1 })],
    ['Incomplete: not everything was judged', incomplete({})],
    [
      'The expected-failures file no longer holds',
      { ...assemble([sampleCheck()], []), verdict: 'nonconformant' } satisfies Results,
    ],
  ])('says: %s', (words, results) => {
    expect(headline(results)).toBe(words);
  });
});

describe('coverage', () => {
  it('leaves out what cannot be tested or does not apply, and counts what was judged', () => {
    const coverage = coverageOf(nonconformantSample());
    expect(coverage).toEqual({ requirements: 7, testable: 5, judged: 3, checksJudged: 3, checks: 7 });
    expect(coverageSentence(coverage)).toBe('3 of 5 testable requirements judged (60 %), by 3 of 7 checks.');
  });

  it('says that nothing was judged where a run ended before', () => {
    expect(coverageSentence(coverageOf(assemble([sampleCheck({ verdict: 'configError' })], [])))).toBe(
      'No requirement was judged. 1 check ran.',
    );
  });

  it('never rounds up to the whole', () => {
    expect([percent(999, 1000), percent(1000, 1000), percent(0, 0)]).toEqual(['99 %', '100 %', '0 %']);
  });
});

describe('standing', () => {
  const expectation = { reason: '', link: '', expires: '2026-12-31' };

  it.each([
    ['passed', failedCheck({ expectation: { ...expectation, outcome: 'expected-failure' } })],
    ['failed', failedCheck({ expectation: { ...expectation, outcome: 'expired' } })],
    ['failed', sampleCheck({ expectation: { ...expectation, outcome: 'unexpected-pass' } })],
    ['skipped', sampleCheck({ verdict: 'notEvaluated', expectation: { ...expectation, outcome: 'expected-failure' } })],
    ['error', sampleCheck({ verdict: 'configError', expectation: { ...expectation, outcome: 'expected-failure' } })],
  ] as const)('is %s', (expected, check) => {
    expect(standing(check)).toBe(expected);
  });
});

describe('dateText', () => {
  it('tells the time in UTC, and gives back what is no time', () => {
    expect(dateText('2026-11-22T12:15:30+02:00')).toBe('2026-11-22 10:15:30 UTC');
    expect(dateText('yesterday')).toBe('yesterday');
  });
});
