import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../reports/html/render.ts';
import type { Results } from '../../../reports/model.ts';
import { parseResults, resultsText } from '../../../reports/results-file.ts';
import { mergeReports } from '../../../simulator/fleet/metrics/merge.ts';
import { SliceRecorder } from '../../../simulator/fleet/metrics/recorder.ts';
import { Tally } from '../../../simulator/fleet/metrics/tally.ts';
import type { FleetPlan } from '../../../simulator/fleet/plan/plan.ts';
import { exitStatus } from '../../../suites/harness/run/results.ts';
import { loadCatalogue } from '../../../suites/requirements/catalogue.ts';
import { fleetResults } from './fleet-results.ts';
import type { FleetRun } from './fleet-run.ts';

const PLAN: FleetPlan = {
  name: 'small-factory',
  title: 'A small factory',
  seed: 42,
  devices: 10,
  durationMs: 10_000,
  revisions: [
    { revision: '1.0.0-rc.3', weight: 3 },
    { revision: '1.0.0-rc.2', weight: 1 },
  ],
  profiles: [{ profile: 'gateway', weight: 1 }],
  variation: {
    ...{ cpu: 0, memory: 0, updateInterval: 0, runtimes: 0, security: 0, connectivity: 0 },
    architectures: [],
    domains: [],
  },
  arrivals: { pattern: 'ramp', overMs: 5_000 },
  polling: { everyMs: 10_000, jitter: 0.1, hours: null },
  connections: { policy: 'keep-alive', idleMs: 60_000, shared: 1, sourceAddresses: [] },
  operator: null,
  lifeCycles: [
    {
      weight: 1,
      lifeCycle: { id: 'steady', title: '', selector: {}, stages: [{ name: 'on', lasts: null, next: [], does: {} }] },
    },
  ],
  conduct: { retryAfter: 'heeds', backoffBaseMs: 1_000, backoffMaxMs: 60_000, requestMs: 10_000 },
  judged: 1,
  bounds: { rate: 100, durationMs: 60_000, openConnections: 100 },
  objectives: ['poll.p99<50ms', 'errors<50%', 'token.max<1s', 'violations=0'],
};

interface Happening {
  readonly pollUs: number;
  readonly violations: readonly ('fail' | 'warn')[];
  readonly lateUs: number;
}

function results(happening: Partial<Happening> = {}, changes: Partial<FleetRun> = {}): Results {
  const { pollUs = 5_000, violations = [], lateUs = 100 } = happening;
  const recorder = new SliceRecorder({ slice: { index: 0, of: 1 }, devices: 10, durationMs: 10_000, startAt: 0 });
  for (let i = 0; i < 200; i += 1) {
    recorder.intended('poll', i);
    recorder.begun('poll', i, i + lateUs);
    recorder.exchanged('poll', 304, pollUs, false);
    recorder.polled(pollUs);
    recorder.judged();
  }
  for (const [index, severity] of violations.entries()) {
    const finding = {
      requirement: 'DSM-017',
      severity,
      position: null,
      expected: 'a strong tag',
      received: `tag ${index}`,
    };
    const at = 7_300_000 + index;
    recorder.violated({ ...finding, device: 7, clientId: 'nonce-7', at, operation: 'poll' }, () => EXCHANGE);
  }
  recorder.happened({ at: 8_000_000, code: 'WFM_UNREACHABLE', message: 'nobody answered' });
  const report = recorder.report(10_000_000, { 'DSM-017': 200, 'DSM-001': 200 });
  recorder.close();
  return fleetResults({
    tool: '0.1.0',
    command: 'waspect fleet small-factory --seed 42',
    nonce: 'k3f9',
    plan: PLAN,
    planFile: 'small-factory',
    report: mergeReports([{ ...report, course: report.course.map((each) => ({ ...each, busiest: 0.1 })) }]),
    operator: null,
    target: { name: 'ACME', vendor: 'ACME', version: '1', endpoint: 'https://127.0.0.1:8443' },
    catalogue: loadCatalogue(),
    stoppedBecause: [],
    repeat: (device) => `waspect fleet small-factory --seed 42 --device ${device}`,
    ...changes,
  });
}

const LATENCY = { count: 0, response: new Tally().encoded() };

const EXCHANGE = {
  id: 99,
  actor: 'nonce-7',
  started: '1970-01-01T00:00:07.300Z',
  durationMs: 5,
  request: { method: 'GET', url: 'https://127.0.0.1:8443/', headers: [], body: null },
  response: null,
  failure: { code: 'TIMED_OUT', message: 'no answer' },
};

const verdicts = ({ checks }: Results) => Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
const found = ({ checks }: Results, id: string) => checks.find((check) => check.id === id);

describe('results of a fleet', () => {
  it('are conformant where every objective is met and nothing was violated', () => {
    const passed = results({}, { plan: { ...PLAN, objectives: ['poll.p99<50ms', 'violations=0'] } });
    expect(verdicts(passed)).toEqual({
      'fleet/valid': 'pass',
      'fleet/objective/poll.p99<50ms': 'pass',
      'fleet/objective/violations=0': 'pass',
      'fleet/under-load/DSM-001': 'pass',
      'fleet/under-load/DSM-017': 'pass',
    });
    expect(passed).toMatchObject({
      verdict: 'conformant',
      run: { profiles: ['fleet'], revision: '1.0.0-rc.3, 1.0.0-rc.2' },
    });
    expect(exitStatus(passed)).toBe(0);
    expect(found(passed, 'fleet/valid')?.observations).toEqual([
      '8.0 s after the start: WFM_UNREACHABLE: nobody answered',
    ]);
    expect(found(passed, 'fleet/objective/poll.p99<50ms')?.title).toBe(
      'p99 of the response times of poll requests is less than 50 ms',
    );
  });

  it('are nonconformant where an objective is missed; one without a sample is neither', () => {
    const missed = results({ pollUs: 80_000 });
    expect(verdicts(missed)).toMatchObject({
      'fleet/objective/poll.p99<50ms': 'fail',
      'fleet/objective/errors<50%': 'pass',
      'fleet/objective/token.max<1s': 'notEvaluated',
    });
    expect(missed.verdict).toBe('nonconformant');
    expect(exitStatus(missed)).toBe(1);
  });

  it('name device, seed and the command that repeats it, where a requirement was violated', () => {
    const broken = results({ violations: ['warn', ...Array<'fail'>(11).fill('fail')] });
    const check = found(broken, 'fleet/under-load/DSM-017');
    expect(check).toMatchObject({ verdict: 'fail', level: 'MUST', requirements: ['DSM-017'], judged: ['DSM-017'] });
    expect(check?.message).toBe(
      'Device 7 (nonce-7), 7.3 s after the start, in a poll request, seed 42, and 11 more times: received tag 1; legal is a strong tag. ' +
        'Repeat it: waspect fleet small-factory --seed 42 --device 7',
    );
    expect(check?.exchanges.map(({ id, actor }) => [id, actor])).toEqual([1, 2, 3, 4, 5].map((id) => [id, 'nonce-7']));
    expect(check?.violations).toHaveLength(5);
    expect(broken.requirements).toEqual([
      expect.objectContaining({ id: 'DSM-001', verdict: 'pass' }),
      expect.objectContaining({ id: 'DSM-017', verdict: 'fail', checks: ['fleet/under-load/DSM-017'] }),
    ]);
    expect(broken.fleet?.report.violations[0]).toEqual({ at: 7_300_001, requirement: 'DSM-017' });
    expect(found(broken, 'fleet/objective/violations=0')?.verdict).toBe('fail');
  });

  it('warn where no more than a recommendation was not followed', () => {
    const warned = results({ violations: ['warn'] }, { plan: { ...PLAN, objectives: [] } });
    expect(verdicts(warned)).toMatchObject({ 'fleet/under-load/DSM-017': 'warn' });
    expect(warned.verdict).toBe('conformant');
  });

  it('are incomplete where we were the bottleneck: latencies count for nothing then, violations do', () => {
    const late = results({ lateUs: 60_000, pollUs: 80_000 });
    expect(late).toMatchObject({ verdict: 'incomplete', fleet: { validity: { isValid: false } } });
    expect(exitStatus(late)).toBe(3);
    expect(verdicts(late)).toMatchObject({
      'fleet/valid': 'harnessError',
      'fleet/objective/poll.p99<50ms': 'notEvaluated',
    });
    expect(late.run.incompleteBecause.join(' ')).toContain('Intents were begun late: p99 is 60');
    expect(exitStatus(results({ lateUs: 60_000, violations: ['fail'] }))).toBe(1);
  });

  it('are incomplete where an objective had nothing to measure', () => {
    const open = results({}, { plan: { ...PLAN, objectives: ['token.max<1s'] } });
    expect(open.run.incompleteBecause).toEqual(['objectives without anything to measure: token.max<1s']);
    expect(exitStatus(open)).toBe(3);
  });

  it('are incomplete where the run was stopped', () => {
    const plan = { ...PLAN, objectives: [] };
    const stopped = results({}, { stoppedBecause: ['it was interrupted'], plan });
    expect(stopped).toMatchObject({
      verdict: 'incomplete',
      run: { partial: true, incompleteBecause: ['it was interrupted'] },
    });
    expect(exitStatus(stopped)).toBe(3);
  });

  it('hold what the operator did, and what the records of the WFM say', () => {
    const calls = {
      assign: { intended: 2, service: LATENCY, outcomes: { done: 2 } },
      update: { intended: 0, service: LATENCY, outcomes: {} },
      withdraw: { intended: 0, service: LATENCY, outcomes: {} },
    };
    const operated = results(
      { violations: ['warn'] },
      {
        operator: {
          report: {
            ...{ calls, adoption: LATENCY, unadopted: 1, superseded: 0 },
            incidents: [{ at: 1_000_000, code: 'CONTROL_UNSUPPORTED', message: 'observe' }],
          },
          readBack: { deployments: 2, devices: 0, unread: 0 },
          findings: [
            { device: 3, requirement: 'DSM-017', severity: 'fail', position: null, expected: 'a', received: 'b' },
          ],
        },
      },
    );
    expect(operated.fleet?.operator).toMatchObject({
      unadopted: 1,
      readBack: { deployments: 2 },
      calls: { assign: { intended: 2 } },
    });
    expect(found(operated, 'fleet/under-load/DSM-017')).toMatchObject({
      verdict: 'fail',
      message: expect.stringContaining(
        'Device 3, in what became of its deployments and records, seed 42, and 1 more time: ',
      ),
    });
    expect(found(operated, 'fleet/valid')?.observations).toEqual([
      '1.0 s after the start: CONTROL_UNSUPPORTED: observe',
      '8.0 s after the start: WFM_UNREACHABLE: nobody answered',
    ]);
    expect(parseResults(resultsText(operated), 'results.json')).toEqual(operated);
  });

  it('can be read back and rendered, whatever a shard has sent as an exchange', () => {
    const read = parseResults(resultsText(results({ violations: ['fail'] })), 'results.json');
    expect(renderHtml(read, 'out')).toContain('Revisions</dt><dd>1.0.0-rc.3 75 %, 1.0.0-rc.2 25 %</dd>');
    expect(read.fleet?.plan.facts).toContainEqual(['Polling', 'every 10.0 s, 10 % earlier or later']);
  });

  it('tell plans apart by the load that they ask for', () => {
    const digest = (changes: Partial<FleetPlan>) => results({}, { plan: { ...PLAN, ...changes } }).fleet?.plan.digest;
    expect(digest({ seed: 1, objectives: [] })).toBe(digest({}));
    expect(digest({ devices: 11 })).not.toBe(digest({}));
  });
});
