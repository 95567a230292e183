import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { FleetInterval, FleetResults, Results } from '../model.ts';
import { assemble, sampleCheck, sampleExchange, sampleRequirement } from '../sample.test-data.ts';
import { uniform } from './compare/random.ts';

const HOUR_US = 3_600_000_000;

export interface FleetShape {
  readonly seed: number;
  readonly intervals: number;
  readonly pollsPerInterval: number;
  /** Of the response times, in microseconds. */
  readonly medianUs: number;
  /** Interval in which the WFM stands still; those polls wait. */
  readonly pausedAt?: number;
}

export const SHAPE: FleetShape = { seed: 7, intervals: 40, pollsPerInterval: 200, medianUs: 4_000 };

/** What a fleet of 1,000 devices may have measured; drawn, so that two seeds give two runs of the same. */
export function measuredFleet(shape: FleetShape): FleetResults {
  const random = uniform(shape.seed);
  const [response, service] = [histogram(), histogram()];
  const course = Array.from({ length: shape.intervals }, (_, index): FleetInterval => {
    const polls = histogram();
    const pause = index === shape.pausedAt ? 900_000 : 0;
    // What is near in time is alike: other work of the machine, a garbage collection.
    const mood = Math.exp(0.05 * normal(random));
    for (let i = 0; i < shape.pollsPerInterval; i += 1) {
      const us = Math.round(shape.medianUs * mood * Math.exp(0.4 * normal(random)));
      const waited = us + Math.round(pause * random());
      for (const each of [polls, response]) each.recordValue(waited);
      service.recordValue(us);
    }
    const arrived = Math.min(1000, (index + 1) * 100);
    return {
      arrivalsPlanned: index < 10 ? 100 : 0,
      arrivals: index < 10 ? (index === 3 ? 90 : 100) : 0,
      requests: shape.pollsPerInterval + 12,
      errors: pause > 0 ? 9 : 0,
      polls: encodeIntoCompressedBase64(polls),
      states: {
        waiting: 1000 - arrived,
        arriving: 5,
        idle: arrived - 25,
        working: 10,
        'backing-off': pause > 0 ? 8 : 0,
        off: 10,
      },
      dropped: 0,
      latenessMaxUs: 400 + Math.round(600 * random()),
      busiest: 0.3 + 0.1 * random(),
    };
  });
  const count = shape.intervals * shape.pollsPerInterval;
  const arrivals = histogram();
  for (let i = 0; i < 1000; i += 1) arrivals.recordValue(Math.round(30_000 * Math.exp(0.5 * normal(random))));
  const lateness = histogram();
  for (let i = 0; i < count; i += 1) lateness.recordValue(Math.round(300 * random()));
  return {
    plan: {
      name: 'small-factory',
      title: 'A small factory',
      file: 'fixtures/fleets/small-factory.yaml',
      devices: 1000,
      durationMs: shape.intervals * 500,
      facts: [
        ['Profiles', 'gateway 60 %, controller 40 %'],
        ['Arrivals', 'evenly over 5.0 s'],
      ],
      digest: 'f00d',
    },
    report: {
      schema: 'waspect/fleet-report/v1',
      slices: [
        { index: 0, of: 2 },
        { index: 1, of: 2 },
      ],
      lost: [],
      devices: 1000,
      started: '2026-11-22T10:15:30.000Z',
      endedAtMs: shape.intervals * 500,
      operations: {
        poll: {
          count,
          service: encodeIntoCompressedBase64(service),
          outcomes: { '304': count - 9, TIMED_OUT: 9 },
          errors: 9,
        },
        report: {
          count: 12 * shape.intervals,
          service: encodeIntoCompressedBase64(arrivals),
          outcomes: { '201': 12 * shape.intervals },
          errors: 0,
        },
      },
      polls: { count, response: encodeIntoCompressedBase64(response) },
      arrivals: { count: 1000, response: encodeIntoCompressedBase64(arrivals) },
      generator: {
        ...{ intended: count + 1000, begun: count + 990, held: 10, dropped: 0 },
        lateness: encodeIntoCompressedBase64(lateness),
        loopDelay: encodeIntoCompressedBase64(lateness),
        cpuMs: 4_200,
        peakRssBytes: { 'tester:1': 180_000_000 },
      },
      course,
      intervalMs: 500,
      violations: [{ at: 7_300_000, requirement: 'DSM-017' }],
      violationCounts: { 'DSM-017': 3 },
      judged: count,
      judgedRequirements: { 'DSM-017': count, 'CAP-006': 1000 },
      incidents: [{ at: 8_250_000, code: 'WFM_UNREACHABLE', message: 'nobody answered for <0.9 s>' }],
      incidentCounts: {},
    },
    operator: {
      calls: {
        assign: {
          intended: 100,
          service: { count: 98, response: encodeIntoCompressedBase64(arrivals) },
          outcomes: { done: 98, CONTROL_FAILED: 2 },
        },
        withdraw: {
          intended: 0,
          service: { count: 0, response: encodeIntoCompressedBase64(histogram()) },
          outcomes: {},
        },
      },
      adoption: { count: 97, response: encodeIntoCompressedBase64(arrivals) },
      unadopted: 1,
      superseded: 0,
      readBack: { deployments: 50, devices: 10, unread: 2 },
    },
    validity: { isValid: true, reasons: [] },
    objectives: [
      {
        text: 'poll.p99<250ms',
        met: false,
        words: 'p99 of the response times of poll requests was 812 ms; it should be less than 250 ms.',
      },
      { text: 'errors<0.5%', met: true, words: 'Errors, of all requests, were 0.1 %; asked for is less than 0.5 %.' },
      { text: 'token.p99<1s', met: null, words: 'Nothing of the kind happened in this run, so it cannot be said.' },
    ],
  };
}

/** Results of a fleet whose WFM stood still for a moment, and gave a device another one's manifest. */
export function fleetSample(shape: Partial<FleetShape> = {}): Results {
  const fleet = measuredFleet({ ...SHAPE, pausedAt: 16, ...shape });
  const underLoad = 'fleet/under-load/DSM-017';
  const repeat = 'waspect fleet small-factory --seed 42 --device 17';
  const results = assemble(
    [
      sampleCheck({ id: 'fleet/valid', title: 'The load was the one that was planned', requirements: [] }),
      ...fleet.objectives.map(({ text, met, words }) =>
        sampleCheck({
          id: `fleet/objective/${text}`,
          title: `Objective ${text}`,
          requirements: [],
          verdict: met === null ? 'notEvaluated' : met ? 'pass' : 'fail',
          message: words,
        }),
      ),
      sampleCheck({
        id: underLoad,
        verdict: 'fail',
        message: `Device 17 (k3f9-17), seed 42, 7.3 s after the start: received a weak entity tag. Repeat it: ${repeat}`,
        repro: `${repeat}\n`,
        exchanges: [sampleExchange()],
        violations: [
          {
            requirement: 'DSM-017',
            level: 'MUST',
            severity: 'fail',
            expected: 'a strong one',
            received: 'a weak one',
            position: null,
          },
        ],
      }),
    ],
    [sampleRequirement({ verdict: 'fail', checks: [underLoad] })],
  );
  return {
    ...results,
    verdict: 'nonconformant',
    run: { ...results.run, profiles: ['fleet'], command: `waspect fleet small-factory --seed 42` },
    fleet,
  };
}

function histogram(): Histogram {
  return build({ bitBucketSize: 64, highestTrackableValue: HOUR_US, numberOfSignificantValueDigits: 3 });
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
