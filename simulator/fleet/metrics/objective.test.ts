import { describe, expect, it } from 'vitest';
import { contradictions } from './contradictions.ts';
import { evaluate } from './evaluate.ts';
import { mergeReports } from './merge.ts';
import { parseObjective } from './objective.ts';
import { SliceRecorder } from './recorder.ts';
import type { MergedReport } from './report.ts';

describe('an objective', () => {
  it.each([
    ['poll.p99<250ms', { kind: 'latency', of: 'poll', time: 'response', statistic: 99 }, '<', 250_000],
    ['poll.service.p99.9 <= 1s', { kind: 'latency', of: 'poll', time: 'service', statistic: 99.9 }, '<=', 1_000_000],
    ['status.p50<800us', { kind: 'latency', of: 'status', time: 'service', statistic: 50 }, '<', 800],
    ['arrival.max<5s', { kind: 'latency', of: 'arrival', time: 'response', statistic: 'max' }, '<', 5_000_000],
    ['poll.mean<1.5µs', { kind: 'latency', of: 'poll', time: 'response', statistic: 'mean' }, '<', 1.5],
    ['errors<0.1%', { kind: 'errors', of: null }, '<', 0.001],
    ['status.errors<1%', { kind: 'errors', of: 'status' }, '<', 0.01],
    ['throughput>100/s', { kind: 'throughput', of: null }, '>', 100],
    ['poll.throughput>=9.5/s', { kind: 'throughput', of: 'poll' }, '>=', 9.5],
    ['violations=0', { kind: 'violations' }, '=', 0],
    ['unadopted<5%', { kind: 'unadopted' }, '<', 0.05],
    ['adoption.p90<10s', { kind: 'latency', of: 'adoption', time: 'response', statistic: 90 }, '<', 10_000_000],
  ] as const)('%s', (text, measure, comparison, bound) => {
    expect(parseObjective(text)).toEqual({ text: text.replaceAll(' ', ''), measure, comparison, bound });
  });

  it.each([
    ['poll.p99', 'an objective is a measure, a comparison'],
    ['poll.p99<fast', 'an objective is a measure, a comparison'],
    ['poll.p99<250', 'the bound has to be a time in us, ms or s'],
    ['poll.p99<2min', 'the bound has to be a time'],
    ['errors<0.1', 'the bound has to be a share in %'],
    ['throughput>100', 'the bound has to be a rate in /s'],
    ['violations=0%', 'a number without a unit'],
    ['poll.p99=250ms', 'compare it with < or <='],
    ['pol.p99<250ms', 'did you mean poll.p99?'],
    ['errrors<1%', 'did you mean errors?'],
    ['status.servce.max<1s', 'did you mean status.service.max?'],
    ['poll.p100<1s', 'no measure is called "poll.p100"'],
    ['poll.p0<1s', 'no measure is called "poll.p0"'],
    ['p99<1s', 'Legal are errors, throughput, violations and unadopted'],
    ['arrival.errors<1%', 'OPERATION one of onboard, token, report'],
    ['arrival.service.p99<1s', 'no measure is called'],
    ['poll.violations=0', 'no measure is called'],
    ['poll.unadopted=0%', 'no measure is called'],
    ['adoption.service.p99<1s', 'no measure is called'],
    ['unadopted<5', 'the bound has to be a share in %'],
  ])('%s is refused, and what is legal is said', (text, words) => {
    expect(() => parseObjective(text)).toThrow(/^OBJECTIVE_INVALID: /);
    expect(() => parseObjective(text)).toThrow(words);
  });
});

describe('objectives together', () => {
  const found = (...texts: readonly string[]) => contradictions(texts.map(parseObjective));

  it.each([
    [['poll.p99<100ms', 'poll.p99>200ms']],
    [['poll.p50>=200ms', 'poll.p99<200ms']],
    [['poll.mean>2s', 'poll.max<=1s']],
    [['errors<1%', 'errors=5%']],
    [['violations=0', 'violations>0']],
    [['poll.throughput>100/s', 'throughput<50/s']],
    [['unadopted<1%', 'unadopted>2%']],
  ])('%j cannot both be met', (texts) => {
    expect(found(...texts)).toEqual([`${texts[0]} and ${texts[1]} cannot both be met`]);
  });

  it('that can be met say nothing', () => {
    expect(found('poll.p50<100ms', 'poll.p99>100ms', 'poll.service.p99<10ms', 'arrival.p50>1s')).toEqual([]);
    expect(
      found('poll.errors>1%', 'errors<1%', 'throughput>10/s', 'poll.throughput<5/s', 'poll.mean>1s', 'poll.p99<1s'),
    ).toEqual([]);
    expect(found('errors<=1%', 'errors>=1%', 'violations=0')).toEqual([]);
  });

  it.each(['errors<0%', 'unadopted>100%', 'errors>100%', 'violations<0', 'throughput<0/s', 'poll.p99<0ms'])(
    '%s can never be met',
    (text) => {
      expect(found(text)).toEqual([expect.stringContaining(`${text} can never be met: `)]);
    },
  );
});

function run(fill: (recorder: SliceRecorder) => void): MergedReport {
  const recorder = new SliceRecorder({ slice: { index: 0, of: 1 }, devices: 3, durationMs: 10_000, startAt: 0 });
  fill(recorder);
  const report = recorder.report(10_000_000);
  recorder.close();
  return mergeReports([report]);
}

describe('what has become of an objective', () => {
  const report = run((recorder) => {
    for (let i = 1; i <= 1000; i += 1) {
      recorder.exchanged('poll', i <= 990 ? 304 : 503, 1_000, i > 990);
      recorder.polled(i * 1_000);
    }
    recorder.judged();
  });
  const found = (text: string) => evaluate(parseObjective(text), report, null);

  it.each([
    ['poll.p99<991ms', true, 990_000],
    ['poll.p99<980ms', false, 990_000],
    ['poll.service.max<=2ms', true, 1_000],
    ['errors<=1%', true, 0.01],
    ['poll.errors<1%', false, 0.01],
    ['throughput>=100/s', true, 100],
    ['violations=0', true, 0],
  ] as const)('%s: %s', (text, met, value) => {
    const evaluation = found(text);
    expect(evaluation.met).toBe(met);
    expect(Math.abs((evaluation.value ?? Number.NaN) - value)).toBeLessThanOrEqual(value / 1000);
  });

  it('is said with value and bound', () => {
    expect(found('poll.p99<980ms').words).toBe(
      'p99 of the response times of poll requests was 990 ms; it should be less than 980 ms.',
    );
    expect(found('errors<=2%').words).toBe('Errors, of all requests, were 1 %; asked for is at most 2 %.');
  });

  it.each(['status.p99<1s', 'status.errors<1%', 'arrival.max<1s', 'token.throughput>=0/s'])(
    '%s is neither met nor missed where there was nothing to measure',
    (text) => {
      expect(found(text)).toEqual({ met: null, value: null, words: expect.stringContaining('in this run') });
    },
  );

  it('is measured on what came of the operator’s changes', () => {
    const { arrivals } = run((recorder) => {
      for (let i = 1; i <= 90; i += 1) recorder.arrived(i * 100_000);
    });
    const changes = { adoption: arrivals, unadopted: 10, findings: 2 };
    const of = (text: string) => evaluate(parseObjective(text), report, changes);
    expect(of('unadopted<10%')).toMatchObject({ met: false, value: 0.1 });
    expect(of('unadopted<=10%').words).toBe(
      'Changes that were never carried out were 10 %; asked for is at most 10 %.',
    );
    expect(of('adoption.max<8s').words).toBe(
      'The greatest of the response times of changes until they were carried out was 9 s; it should be less than 8 s.',
    );
    expect(of('violations=0')).toMatchObject({ met: false, value: 2 });
    for (const text of ['unadopted<1%', 'adoption.max<1s']) expect(found(text).met).toBeNull();
  });

  it('counts violations only where exchanges were judged', () => {
    const violated = run((recorder) => {
      recorder.judged();
      const finding = { requirement: 'DSM-001', severity: 'fail', position: null, expected: '', received: '' } as const;
      for (let device = 0; device < 40; device += 1) {
        recorder.violated({ ...finding, device, clientId: '', at: device, operation: 'poll' }, () => null);
      }
    });
    expect(evaluate(parseObjective('violations<40'), violated, null)).toMatchObject({ met: false, value: 40 });
    expect(
      evaluate(
        parseObjective('violations=0'),
        run(() => undefined),
        null,
      ).met,
    ).toBeNull();
  });
});
