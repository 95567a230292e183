/** Timelines as the end-to-end suites record them, for the tests of the reports. */

import fc from 'fast-check';
import type { CheckResult, Results, Timeline, TimelineEvent, TimelineKind, TimelineLane } from '../model.ts';
import { TIMELINE_KINDS, TIMELINE_LANES } from '../model.ts';
import {
  assemble,
  conformantSample,
  failedCheck,
  nonconformantSample,
  sampleCheck,
  sampleRequirement,
} from '../sample.test-data.ts';

type Row = readonly [
  atMs: number,
  lane: TimelineLane,
  actor: string,
  kind: TimelineKind,
  label: string,
  durationMs?: number,
  detail?: string,
];

function timelineOf(steps: readonly (readonly [number, string])[], rows: readonly Row[]): Timeline {
  return {
    lanes: TIMELINE_LANES,
    steps: steps.map(([atMs, label]) => ({ atMs, label })),
    events: rows.map(
      ([atMs, lane, actor, kind, label, durationMs, detail]): TimelineEvent => ({
        atMs,
        lane,
        actor,
        kind,
        label,
        ...(durationMs !== undefined && { durationMs }),
        ...(detail !== undefined && { detail }),
      }),
    ),
  };
}

const GATEWAY = 'k3f9-e2e-gateway';
const CHILD = 'k3f9-e2e-child-2';

/** An update that reached the device, and that the system's database never heard of. */
export function brokenTimeline(): Timeline {
  return timelineOf(
    [
      [0, 'assign slow-start to child-2'],
      [3_460, 'registry outage'],
      [3_610, 'update parameters, replicas 2'],
      [6_240, 'registry back'],
    ],
    [
      [4, 'operator', '', 'action', 'assign slow-start', 38],
      [46, 'wire', GATEWAY, 'exchange', 'GET manifest 200', 12],
      [60, 'wire', GATEWAY, 'exchange', 'GET deployment 200', 9],
      [71, 'registry', '127.0.0.1:5443', 'exchange', 'pull charts/slow-start:1.0.0', 64],
      [140, 'device', CHILD, 'state', 'installing', 2_700],
      [143, 'wire', GATEWAY, 'exchange', 'POST status 201', 8, 'installing, manifest version 1'],
      [150, 'cluster', 'waspect-x3f9', 'action', 'helm upgrade --install --wait', 2_650],
      [420, 'cluster', 'waspect-x3f9', 'state', 'pod pending', 760],
      [1_180, 'cluster', 'waspect-x3f9', 'state', 'pod running, not ready', 1_600],
      [1_046, 'wire', GATEWAY, 'exchange', 'GET manifest 304', 6],
      [2_049, 'wire', GATEWAY, 'exchange', 'GET manifest 304', 6],
      [2_790, 'cluster', 'waspect-x3f9', 'state', 'pod ready'],
      [2_842, 'device', CHILD, 'state', 'installed'],
      [2_846, 'wire', GATEWAY, 'exchange', 'POST status 200', 9, 'installed, manifest version 1'],
      [2_900, 'operator', '', 'quiet', 'quiet', 500],
      [3_462, 'registry', '127.0.0.1:5443', 'fault', 'refuses connections', 2_780],
      [3_612, 'operator', '', 'action', 'update slow-start', 31],
      [4_050, 'wire', GATEWAY, 'exchange', 'GET manifest 200', 11],
      [4_064, 'wire', GATEWAY, 'exchange', 'GET deployment 200', 9],
      [4_080, 'device', CHILD, 'state', 'updating', 4_080],
      [4_083, 'wire', GATEWAY, 'exchange', 'POST status 200', 8],
      [4_110, 'registry', '127.0.0.1:5443', 'exchange', 'pull ECONNREFUSED', 2],
      [5_115, 'registry', '127.0.0.1:5443', 'exchange', 'pull ECONNREFUSED', 2],
      [6_120, 'registry', '127.0.0.1:5443', 'exchange', 'pull ECONNREFUSED', 2],
      [7_126, 'registry', '127.0.0.1:5443', 'exchange', 'pull charts/slow-start:1.0.0', 58],
      [7_190, 'cluster', 'waspect-x3f9', 'action', 'helm upgrade --wait', 930],
      [8_130, 'cluster', 'waspect-x3f9', 'state', 'replicas 2 of 2 ready'],
      [8_160, 'device', CHILD, 'state', 'installed'],
      [8_164, 'wire', GATEWAY, 'exchange', 'POST status 200', 9, 'installed, manifest version 2'],
      [8_200, 'operator', '', 'quiet', 'quiet', 2_000],
      [10_208, 'operator', '', 'exchange', 'observe: pending', 14],
      [
        10_224,
        'operator',
        '',
        'violation',
        'database says pending, the cluster runs it',
        0,
        'installed was acknowledged 2.0 s ago; observe still answers pending',
      ],
    ],
  );
}

/** A sequence that went well. */
function quietTimeline(): Timeline {
  const { lanes, events, steps } = brokenTimeline();
  return { lanes, steps: steps.slice(0, 1), events: events.filter(({ atMs }) => atMs < 3_400) };
}

/** Hundreds of events of several actors, as a long sequence with many polls has them. */
export function longTimeline(count = 900): Timeline {
  const rows = Array.from({ length: count }, (_, index): Row => {
    const lane = TIMELINE_LANES[(index * 7) % TIMELINE_LANES.length] ?? 'wire';
    const kind =
      index % 97 === 5 ? 'fault' : ((['action', 'exchange', 'state', 'quiet'] as const)[(index * 3) % 4] ?? 'state');
    return [
      index * 41,
      lane,
      `k3f9-client-${index % 9}`,
      kind,
      `event ${index % 13} of a long sequence`,
      (index % 5) * 90,
    ];
  });
  const steps = Array.from({ length: 12 }, (_, index) => [index * 2_900, `command ${index + 1}`] as const);
  return timelineOf(steps, [...rows, [count * 41, 'cluster', '', 'violation', 'a release was left behind']]);
}

export function endToEndFailure(changes: Partial<CheckResult> = {}): CheckResult {
  return failedCheck({
    id: 'end-to-end/database-agrees-with-cluster',
    title: "What the system's database says is what runs on the cluster",
    requirements: ['USR-004'],
    message: 'After an update the database still says pending, although the device reported installed.',
    positions: [],
    observations: [],
    counterexample: {
      value: [
        { command: 'assign', workload: 'slow-start', device: 2 },
        { command: 'registry outage' },
        { command: 'update parameters', replicas: 2 },
        { command: 'registry back' },
      ],
      seed: 42,
      path: '11:2:0:3',
      shrinks: 9,
      reproduced: true,
    },
    violations: [
      {
        requirement: 'USR-004',
        level: 'MUST',
        severity: 'fail',
        expected: 'installed, as the device reported and the cluster runs',
        received: 'pending',
        position: null,
      },
    ],
    timeline: brokenTimeline(),
    sequences: { run: 12, commands: 71 },
    ...changes,
  });
}

/** A run on a cluster, one of its sequences failing. */
export function endToEndSample(): Results {
  const base = nonconformantSample();
  const passed = sampleCheck({
    id: 'end-to-end/deploys-what-is-assigned',
    title: 'What is assigned ends up running, configured as asked',
    requirements: ['USR-003'],
    timeline: quietTimeline(),
    sequences: { run: 20, commands: 118 },
  });
  const results = assemble(
    [...base.checks.slice(1), endToEndFailure(), passed],
    [
      ...base.requirements,
      sampleRequirement({
        id: 'USR-003',
        area: 'end-to-end',
        checks: [passed.id],
        statement: 'What is assigned runs.',
      }),
      sampleRequirement({
        id: 'USR-004',
        area: 'end-to-end',
        verdict: 'fail',
        checks: [endToEndFailure().id],
        statement: 'The database agrees with the cluster.',
      }),
    ],
  );
  return {
    ...results,
    verdict: 'nonconformant',
    positions: base.positions,
    run: {
      ...results.run,
      profiles: ['core', 'end-to-end'],
      cluster: { kind: 'debian', name: 'debian waspect-x3f9', version: 'v1.20.2', helm: 'v3.18.1' },
      engine: { name: 'dockerd 20.10.24 (its own)' },
    },
  };
}

export const NO_CLUSTER = 'No cluster was found (no kubeconfig, no container engine). To get one: waspect cluster up.';

export function withoutClusterSample(): Results {
  const results = conformantSample();
  return { ...results, run: { ...results.run, withoutCluster: NO_CLUSTER } };
}

/** Any timeline that a results file may hold. */
export function anyTimeline(
  text: fc.Arbitrary<string> = fc.string({ unit: 'binary', maxLength: 60 }),
): fc.Arbitrary<Timeline> {
  const atMs = fc.oneof(fc.nat(60_000), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));
  const lane = fc.constantFrom(...TIMELINE_LANES);
  const event: fc.Arbitrary<TimelineEvent> = fc.record(
    {
      atMs,
      lane,
      actor: fc.oneof(fc.constantFrom('', 'a', 'b'), text),
      label: fc.oneof(fc.constantFrom('', 'installed'), text),
      kind: fc.constantFrom(...TIMELINE_KINDS),
      durationMs: atMs,
      detail: text,
    },
    { requiredKeys: ['atMs', 'lane', 'actor', 'label', 'kind'] },
  );
  return fc.record({
    lanes: fc.uniqueArray(lane),
    events: fc.array(event, { maxLength: 60 }),
    steps: fc.array(fc.record({ atMs, label: text }), { maxLength: 12 }),
  });
}
