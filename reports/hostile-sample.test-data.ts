import type { CheckResult, Results, Timeline } from './model.ts';
import { nonconformantSample, sampleExchange } from './sample.test-data.ts';
import { brokenTimeline } from './timeline/sample.test-data.ts';

/** Every text that the system under test or a file can influence is the same hostile text. */
export function hostileSample(payload: string): Results {
  const sample = nonconformantSample();
  return {
    ...sample,
    run: {
      ...sample.run,
      target: { name: payload, vendor: payload, version: payload, endpoint: payload },
      command: payload,
      incompleteBecause: [payload],
      undeclaredFeatures: [payload],
      profiles: ['core', payload],
      cluster: { kind: payload, name: payload, version: payload, helm: payload },
      engine: { name: payload },
      withoutCluster: payload,
    },
    checks: sample.checks.map((check, index) => hostileCheck(check, index, payload)),
    requirements: sample.requirements.map((row) => ({ ...row, statement: payload, clause: payload })),
    positions: [{ id: 'G-07', topic: payload, position: payload, reason: payload }],
  };
}

function hostileCheck(check: CheckResult, index: number, payload: string): CheckResult {
  const exchange = sampleExchange({
    actor: payload,
    request: {
      method: payload,
      url: payload,
      headers: [[payload, payload]],
      body: { bytes: payload.length, encoding: 'utf8', data: payload, truncated: true },
    },
    response: {
      status: 200,
      statusText: payload,
      httpVersion: payload,
      headers: [['x', payload]],
      body: { bytes: payload.length, encoding: 'utf8', data: payload, truncated: false },
    },
  });
  return {
    ...check,
    id: index === 0 ? `hostile/${payload}` : check.id,
    title: payload,
    message: payload,
    observations: [payload],
    counterexample: {
      value: index % 2 === 0 ? payload : [{ command: payload, [payload]: payload }],
      seed: 1,
      path: payload,
      shrinks: 0,
      reproduced: false,
    },
    exchanges: [exchange, { ...exchange, id: 2, response: null, failure: { code: payload, message: payload } }],
    repro: payload,
    timeline: hostileTimeline(payload),
    sequences: { run: 1, commands: 2 },
    violations: check.violations.map((violation) => ({ ...violation, expected: payload, received: payload })),
    expectation:
      check.verdict === 'fail' ? { reason: payload, link: payload, expires: payload, outcome: 'expired' } : null,
  };
}

/** Beside the usual events, which show every element that a picture can have, the same with hostile texts. */
function hostileTimeline(payload: string): Timeline {
  const { lanes, events, steps } = brokenTimeline();
  return {
    lanes,
    events: [...events, ...events.map((event) => ({ ...event, actor: payload, label: payload, detail: payload }))],
    steps: [...steps, { atMs: 7_000, label: payload }],
  };
}
