import { createCourses } from '../courses/create-courses.ts';
import { intentLine } from '../courses/intent-log.ts';
import { rowsOf } from '../courses/slice.ts';
import { Answers } from '../devices/answers.ts';
import { Asleep } from '../devices/asleep.ts';
import { Exchanges } from '../devices/exchanges.ts';
import { FleetDevices } from '../devices/fleet-devices.ts';
import { Gate } from '../devices/gate.ts';
import { partiesOf } from '../devices/party.ts';
import { pauses } from '../devices/pauses.ts';
import { Rows } from '../devices/rows.ts';
import { Stages } from '../devices/stages.ts';
import { Waking } from '../devices/waking.ts';
import { SliceRecorder } from '../metrics/recorder.ts';
import type { SliceReport } from '../metrics/report.ts';
import { sampled } from '../operator/sample.ts';
import { horizonUs } from '../plan/horizon.ts';
import { Population } from '../population/population.ts';
import { createDeviceMaker } from '../roster/device-of.ts';
import { Pacer, runClock } from '../wheel/pacer.ts';
import { TimerWheel } from '../wheel/timer-wheel.ts';
import { openConnectors } from './connectors.ts';
import { drained, untilEnd } from './ending.ts';
import { openLogs } from './logs.ts';
import type { SliceOptions } from './slice-options.ts';
import { adoptionsIn, enrolmentIn, reportIn } from './telling.ts';

const PROGRESS_MS = 500;

/**
 * Runs a slice of a fleet on this thread, until its plan or the signal ends it. What the WFM does never makes it reject.
 * @throws RangeError TARGET_MISSING
 */
export async function runSlice(options: SliceOptions): Promise<SliceReport> {
  const { plan, profiles, slice, targets, identities, judge, signal } = options;
  const size = rowsOf(plan.devices, slice);
  const courses = createCourses(plan, profiles, slice);
  const population = new Population(size);
  const stages = new Stages(plan, courses, population);
  // The second half is for pauses after a setback.
  const wheel = new TimerWheel(2 * size);
  for (let row = 0; row < size; row++) wheel.set(row, courses.at(row));
  const startAt = await options.startAt();
  const clock = runClock(startAt);
  const recorder = new SliceRecorder({ slice, devices: size, durationMs: horizonUs(plan) / 1000, startAt });
  const happened = recorder.happened.bind(recorder);
  await using opened = new AsyncDisposableStack();
  opened.defer(() => recorder.close());
  const parties = await partiesOf(plan, targets, identities, happened);
  const logs = opened.adopt(await openLogs(options.logFolder, slice, clock, happened), (it) => it.close());
  const exchanges = new Exchanges({
    ...{ recorder, clock, judge },
    isJudged: sampled(plan.seed, 'judged', plan.judged),
    log: logs.wire,
  });
  const connectors = opened.adopt(
    await openConnectors({ plan, parties, courses, stages, isJudged: (device) => exchanges.isJudged(device) }),
    (it) => it.close(),
  );
  const isObserved = sampled(plan.seed, 'observed', plan.operator?.observed ?? 0);
  const gate = new Gate(plan.bounds, slice);
  const rows = new Rows({
    ...{ courses, population, stages, parties, recorder, clock },
    closesAfterwards: plan.connections.policy === 'close',
    connect: connectors.connect,
  });
  const answers = new Answers({ exchanges, recorder, clock, polls: population.polls });
  const { seed } = plan;
  const waking = new Waking({
    ...{ seed, rows, courses, population, stages, exchanges, answers, gate },
    makeDevice: createDeviceMaker(plan, profiles),
    cloneFolder: connectors.cloneFolder,
    onSaved: (device, state, former) => {
      adoptionsIn(device, state, former, clock()).forEach(options.onAdopted);
      const enrolled = enrolmentIn(device, state, former);
      if (enrolled) options.onEnrolled(enrolled);
    },
    onReported: (device, state) => {
      const report = isObserved(device) ? reportIn(device, state, clock()) : null;
      if (report) options.onReported(report);
    },
  });
  const devices = new FleetDevices({
    asleep: new Asleep({ rows, population, stages, answers }),
    ...{ population, stages, rows, answers, waking, recorder, gate, clock },
    pause: pauses({ seed, courses, population, stages }),
    openConnections: connectors.openConnections,
    imposeNetwork: connectors.imposeNetwork,
    wakeAt: (row, atUs) => wheel.set(size + row, atUs),
    forget: (row) => judge?.forget(courses.deviceOf(row)),
  });
  opened.defer(() => devices.close());
  const visit = (entry: number): void => {
    if (entry >= size) {
      devices.retry(entry - size);
      return;
    }
    const intent = {
      at: courses.at(entry),
      device: courses.deviceOf(entry),
      kind: courses.kind(entry),
      stage: courses.stage(entry),
    };
    logs.intents?.(intentLine(intent));
    courses.advance(entry);
    wheel.set(entry, courses.at(entry));
    devices.intend(entry, intent.kind, intent.at, intent.stage);
  };
  const turn = (now: number): void => {
    recorder.advance(now);
    wheel.expire(now, visit);
  };
  const pacer = new Pacer(wheel, clock, turn);
  const progress = setInterval(() => options.onProgress(recorder.progress()), PROGRESS_MS);
  pacer.start();
  const horizon = size === 0 ? 0 : horizonUs(plan);
  await untilEnd(horizon / 1000 - clock() / 1000, signal);
  pacer.stop();
  // What fell due since the last turn belongs to the run.
  if (!signal.aborted) turn(horizon);
  devices.drain();
  await drained(() => devices.underWay, plan.conduct.requestMs);
  clearInterval(progress);
  for (const { reachability } of parties) reachability.ended(clock());
  await devices.close();
  return recorder.report(clock(), judge?.judgedRequirements() ?? {});
}
