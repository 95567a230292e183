import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostileSample } from './hostile-sample.test-data.ts';
import { MAX_TIMELINE_EVENTS, MAX_TIMELINE_STEPS } from './model.ts';
import { parseResults, readResults, writeResults } from './results-file.ts';
import { conformantSample, nonconformantSample } from './sample.test-data.ts';
import { temporaryDirectory } from './temp-dir.test-data.ts';
import { brokenTimeline, endToEndSample, longTimeline, withoutClusterSample } from './timeline/sample.test-data.ts';

/** The members that the first release of the format promised, and no other. */
const FIRST_RELEASE = {
  schema: 'waspect/results/v1',
  run: {
    tool: '0.1.0',
    catalogue: '1',
    seed: 42,
    nonce: 'k3f9',
    effort: 'standard',
    revision: '1.0.0-rc.3',
    role: 'was',
    profiles: ['core'],
    target: { name: '', vendor: '', version: '', endpoint: '' },
    started: '2026-11-22T10:15:30Z',
    durationMs: 0,
  },
  verdict: 'conformant',
  summary: { pass: 1, fail: 0, warn: 0, notApplicable: 0, notEvaluated: 0, configError: 0, harnessError: 0 },
  checks: [
    {
      id: 'desired-state/etag',
      title: '',
      requirements: ['DSM-017'],
      level: 'MUST',
      verdict: 'pass',
      durationMs: 0,
      message: '',
      observations: [],
      positions: ['G-07'],
      counterexample: { value: null, seed: 42, path: '', shrinks: 0, reproduced: true },
      exchanges: [],
      repro: null,
    },
  ],
  requirements: [{ id: 'DSM-017', level: 'MUST', checks: ['desired-state/etag'], verdict: 'pass' }],
};

function variant(change: (copy: typeof FIRST_RELEASE) => unknown): string {
  return JSON.stringify(change(structuredClone(FIRST_RELEASE)));
}

function timelineVariant(wrong: object): string {
  const { lanes, steps, events } = brokenTimeline();
  return variant((c) => ({
    ...c,
    checks: [{ ...c.checks[0], timeline: { lanes, steps, events: [{ ...events[0], ...wrong }] } }],
  }));
}

describe('a results file', () => {
  it.each([
    conformantSample(),
    nonconformantSample(),
    endToEndSample(),
    withoutClusterSample(),
    hostileSample('\u0000<script>\ud83d'),
  ])('reads back what was written', async (results) => {
    await using dir = await temporaryDirectory();
    const path = join(dir.path, 'nested', 'results.json');
    await writeResults(path, results);
    expect(await readResults(path)).toEqual(results);
  });

  it('of the first release is readable: later members have their defaults', () => {
    const results = parseResults(JSON.stringify(FIRST_RELEASE), 'old.json');
    expect(results.run).toMatchObject({ partial: false, incompleteBecause: [], command: '', undeclaredFeatures: [] });
    expect(results.checks[0]).toMatchObject({ violations: [], expectation: null });
    expect(results.requirements[0]).toMatchObject({ area: 'desired-state', statement: '', untestedBecause: null });
    expect(results.positions).toEqual([]);
  });

  it('of the first release has neither a cluster nor a timeline', () => {
    const results = parseResults(JSON.stringify(FIRST_RELEASE), 'old.json');
    expect(results.run).not.toHaveProperty('cluster');
    expect(results.checks[0]?.timeline ?? null).toBeNull();
  });

  it('holds timelines of a bounded size', () => {
    const file = (events: number, steps: number): string =>
      variant((c) => ({
        ...c,
        checks: [
          {
            ...c.checks[0],
            timeline: { ...longTimeline(events - 1), steps: Array(steps).fill({ atMs: 0, label: 'assign' }) },
          },
        ],
      }));
    const largest = parseResults(file(MAX_TIMELINE_EVENTS, MAX_TIMELINE_STEPS), 'r.json');
    expect(largest.checks[0]?.timeline?.events).toHaveLength(MAX_TIMELINE_EVENTS);
    expect(() => parseResults(file(MAX_TIMELINE_EVENTS + 1, 1), 'r.json')).toThrow(
      'at /checks/0/timeline/events must NOT have more than 5000 items',
    );
    expect(() => parseResults(file(1, MAX_TIMELINE_STEPS + 1), 'r.json')).toThrow('at /checks/0/timeline/steps ');
  });

  it('of a later release is readable: unknown members are ignored', () => {
    const text = variant((copy) => ({ ...copy, later: { deep: true } }));
    expect(parseResults(text, 'new.json').verdict).toBe('conformant');
  });

  it.each([
    ['/checks/0/verdict', '"passed"', variant((c) => ({ ...c, checks: [{ ...c.checks[0], verdict: 'passed' }] }))],
    ['/checks/0/timeline/events/0/lane', '"moon"', timelineVariant({ lane: 'moon' })],
    ['/checks/0/timeline/events/0/kind', '"party"', timelineVariant({ kind: 'party' })],
    ['/checks/0/timeline/events/0/atMs', '-1', timelineVariant({ atMs: -1 })],
    ['/run/cluster', '{"kind":"k3s"}', variant((c) => ({ ...c, run: { ...c.run, cluster: { kind: 'k3s' } } }))],
    ['/run/seed', '"42"', variant((c) => ({ ...c, run: { ...c.run, seed: '42' } }))],
    ['/schema', '"waspect/results/v2"', variant((c) => ({ ...c, schema: 'waspect/results/v2' }))],
    ['the root', '[]', '[]'],
    ['the root', '{}', '{}'],
  ])('that is wrong at %s is refused, saying that it received %s', (pointer, received, text) => {
    expect(() => parseResults(text, 'r.json')).toThrow(
      expect.objectContaining({
        code: 'RESULTS_MALFORMED',
        message: expect.stringMatching(/^RESULTS_MALFORMED: r\.json /),
      }),
    );
    expect(() => parseResults(text, 'r.json')).toThrow(`at ${pointer} `);
    expect(() => parseResults(text, 'r.json')).toThrow(`received ${received}`);
  });

  it('that is no JSON is malformed', () => {
    expect(() => parseResults('{"schema":', 'r.json')).toThrow(/^RESULTS_MALFORMED: r\.json is no JSON/);
  });

  it('that is missing, a folder or too large is unreadable', async () => {
    await using dir = await temporaryDirectory();
    const large = join(dir.path, 'large.json');
    await writeFile(large, ' '.repeat(1_000));
    await expect(readResults(join(dir.path, 'none.json'))).rejects.toThrow(/^RESULTS_UNREADABLE: .*\(ENOENT\)/);
    await expect(readResults(dir.path)).rejects.toThrow(/^RESULTS_UNREADABLE: .*\(EISDIR\)/);
    await expect(readResults(large, 999)).rejects.toThrow(/^RESULTS_UNREADABLE: .* has 1000 bytes, at most 999/);
  });

  it('without a length of its own is bounded as well', async () => {
    await expect(readResults('/dev/zero', 10_000)).rejects.toThrow(/^RESULTS_UNREADABLE: .* has more, at most 10000/);
  });
});
