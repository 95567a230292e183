import { setTimeout as delay } from 'node:timers/promises';
import type { CycleResult } from '../../../simulator/device/agent.ts';
import type { ManifestMark } from '../../../simulator/device/desired-state/manifest-rules.ts';
import { DeviceError } from '../../../simulator/device/device-error.ts';
import { NotEvaluated, OwnFault, Violated } from '../../harness/verdict.ts';
import type { Station } from '../world/station.ts';
import type { DesiredMark } from './on-the-wire.ts';

const PAUSE_MS = 25;

/**
 * Lets the device of a station poll until it has carried out a desired state and said all that it has to say.
 * One that loses power on the way is started again. Answers whether it came so far: with its network cut it does not.
 */
export async function catchUp(station: Station, mark: DesiredMark, patienceMs: number): Promise<boolean> {
  let until = Number.POSITIVE_INFINITY;
  for (;;) {
    const result = await pass(station);
    const { accepted, adopting, outbox } = station.device.state();
    const caughtUp = adopting === null && outbox.length === 0 && hasCome(accepted, mark);
    if (result?.kind === 'done' && caughtUp) return true;
    if (station.network.cut) return false;
    // The time begins when the first pass is over: to carry a manifest out takes as long as its workloads take.
    if (until === Number.POSITIVE_INFINITY) until = Date.now() + patienceMs;
    if (Date.now() >= until) throw whoHoldsItUp(station, result, mark);
    const wait = result?.kind === 'setback' ? result.setback.advice.waitMs : 0;
    await delay(Math.min(Math.max(wait, PAUSE_MS), Math.max(1, until - Date.now())));
  }
}

/** One pass; undefined where power was lost in it, and the device has been started again. */
async function pass(station: Station): Promise<CycleResult | undefined> {
  try {
    return await station.device.pollOnce();
  } catch (error) {
    if (!(error instanceof DeviceError) || !station.power.lost) throw error;
    await station.restart('interrupted');
    return undefined;
  }
}

/** A later manifest than the one that was read beside it will do; of a repository there is one head, or none yet. */
const hasCome = (accepted: ManifestMark | null, mark: DesiredMark): boolean =>
  mark.kind === 'manifest'
    ? accepted !== null && accepted.version >= mark.version
    : (accepted?.etag ?? null) === mark.commit;

/** What the device refuses, or is refused, for good: the WFM's fault where a rule of this check says so. */
function whoHoldsItUp(station: Station, result: CycleResult | undefined, mark: DesiredMark): Error {
  const [refusal] = station.diary.refusals;
  if (refusal === 'VERSION_NOT_INCREASING')
    return violated('DSM-007', 'a manifest with a version above the one before', 'one that its device has to refuse');
  if (refusal) return new NotEvaluated(`a device refuses what the WFM serves: ${refusal}`);
  if (result?.kind === 'setback') {
    const { operation, reason } = result.setback;
    if (operation === 'report status') return violated('STA-003', 'a status of success to a status report', reason);
    return new NotEvaluated(`a device cannot ${operation}: ${reason}`);
  }
  const own = `${station.client.id} has not carried out ${mark.kind === 'manifest' ? `version ${mark.version} of its manifest` : `commit ${mark.commit}`}`;
  return (mark.kind === 'manifest' && servedOtherwise(station, mark)) || new OwnFault(`DEVICE_AT_FAULT: ${own}`);
}

function servedOtherwise(
  { diary }: Station,
  { version, etag }: Extract<DesiredMark, { kind: 'manifest' }>,
): NotEvaluated | undefined {
  const { unchangedSince, manifests } = diary.wire;
  if (unchangedSince !== null && unchangedSince !== etag)
    return new NotEvaluated(`a device that holds ${unchangedSince} is told that nothing has changed`);
  const { version: served = 0n } = manifests.at(-1) ?? {};
  return served < version
    ? new NotEvaluated(`a device is served version ${served} where others get ${version}`)
    : undefined;
}

const violated = (requirement: string, expected: string, received: string): Violated =>
  new Violated({ requirement, expected, received, position: null });
