import { intentLine } from '../courses/intent-log.ts';
import { partiesOf } from '../devices/party.ts';
import type { UnchangedPoll } from '../judging/judge.ts';
import { SliceRecorder } from '../metrics/recorder.ts';
import type { SliceReport } from '../metrics/report.ts';
import { sampled } from '../operator/sample.ts';
import { horizonUs } from '../plan/horizon.ts';
import { Pacer, runClock } from '../wheel/pacer.ts';
import { openConnectors } from './connectors.ts';
import { drained, untilEnd } from './ending.ts';
import { openLogs } from './logs.ts';
import { type Sleepers, sleepersOf } from './sleepers.ts';
import type { SliceOptions } from './slice-options.ts';
import { wakefulDevices } from './wakeful-devices.ts';

const PROGRESS_MS = 500;

/**
 * Runs a slice of a fleet on this thread, until its plan or the signal ends it. What the WFM does never makes it reject.
 * @throws RangeError TARGET_MISSING
 */
export async function runSlice(options: SliceOptions, sleepers: Sleepers = sleepersOf(options)): Promise<SliceReport> {
  const { plan, slice, targets, identities, judge, signal } = options;
  const { size, courses, wheel } = sleepers;
  const startAt = await options.startAt();
  const clock = runClock(startAt);
  const recorder = new SliceRecorder({ slice, devices: size, durationMs: horizonUs(plan) / 1000, startAt });
  const happened = recorder.happened.bind(recorder);
  await using opened = new AsyncDisposableStack();
  opened.defer(() => recorder.close());
  const parties = await partiesOf(plan, targets, identities, happened);
  const logs = opened.adopt(await openLogs(options.logFolder, slice, clock, happened), (it) => it.close());
  const isJudged = judge ? sampled(plan.seed, 'judged', plan.judged) : () => false;
  const passes = (poll: UnchangedPoll): boolean => {
    const isSound = judge?.passes(poll) ?? false;
    if (isSound) recorder.judged();
    return isSound;
  };
  const connecting = { ...sleepers, plan, parties, isJudged, passes };
  const connectors = opened.adopt(await openConnectors(connecting), (it) => it.close());
  const wakeful = { ...options, sleepers, parties, recorder, clock, connectors, isJudged, wire: logs.wire };
  const devices = opened.adopt(wakefulDevices(wakeful), (it) => it.close());
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
  // What a full disk does to their last lines belongs to the report.
  await logs.close();
  return recorder.report(clock(), judge?.judgedRequirements() ?? {});
}
