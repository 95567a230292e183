import { arrivalsOf } from '../arrivals/arrivals-of.ts';
import { horizonUs } from '../plan/horizon.ts';
import type { FleetPlan, OperatorPlan } from '../plan/plan.ts';
import { sampleUs } from '../random/distribution.ts';
import { ln } from '../random/exact-math.ts';
import { Stream, streamKey } from '../random/stream.ts';

/** What the operator means to do at a time. */
export interface OperatorIntent {
  /** Microseconds from the start. */
  readonly at: number;
  readonly device: number;
  readonly kind: 'assign' | 'update' | 'withdraw';
  /** Of the change; counts from 0 for each device. */
  readonly ordinal: number;
  /** Of the deployment that it is about; counts from 0 for each device: after a withdrawal comes another one. */
  readonly deployment: number;
}

/** What the operator's intents depend on. */
export type OperatedPlan = Pick<FleetPlan, 'operator' | 'arrivals' | 'devices' | 'durationMs' | 'bounds' | 'seed'>;

const ALL = { index: 0, of: 1 } as const;
const MINUTE_US = 60_000_000;

/**
 * All that the operator means to do, in order: a function of plan and seed alone. `takes` says which devices something can
 * be assigned to. Each deployment changes at random moments of its own, so that their number follows the plan's share.
 */
export function operatorSchedule(plan: OperatedPlan, takes: (device: number) => boolean): readonly OperatorIntent[] {
  const { operator } = plan;
  if (!operator) return [];
  const assigning = new Stream(streamKey(plan.seed, 'operator assigns'));
  const changing = new Stream(streamKey(plan.seed, 'operator changes'));
  const arrivals = arrivalsOf(plan, ALL);
  const horizon = horizonUs(plan);
  const intents: OperatorIntent[] = [];
  for (let device = 0; device < plan.devices; device += 1) {
    const isChosen = assigning.to(device).next() < operator.assigned;
    if (!isChosen || !takes(device)) continue;
    const first = (arrivals[device] ?? 0) + sampleUs(operator.assignAfter, assigning);
    for (const intent of changesOf(device, first, operator, changing.to(device))) {
      if (intent.at >= horizon) break;
      intents.push(intent);
    }
  }
  return intents.sort(
    (left, right) => left.at - right.at || left.device - right.device || left.ordinal - right.ordinal,
  );
}

/** Without end, where anything changes at all. */
function* changesOf(
  device: number,
  first: number,
  { changedPerMinute, withdrawn }: OperatorPlan,
  random: Stream,
): Generator<OperatorIntent> {
  let deployment = 0;
  yield { at: first, device, kind: 'assign', ordinal: 0, deployment };
  if (changedPerMinute <= 0) return;
  const meanUs = MINUTE_US / changedPerMinute;
  let at = first;
  let isThere = true;
  for (let ordinal = 1; ; ordinal += 1) {
    at += Math.max(1, Math.round(-meanUs * ln(1 - random.next())));
    const goes = random.next() < withdrawn;
    const kind: OperatorIntent['kind'] = !isThere ? 'assign' : goes ? 'withdraw' : 'update';
    if (kind === 'assign') deployment += 1;
    isThere = kind !== 'withdraw';
    yield { at, device, kind, ordinal, deployment };
  }
}
