import { REVISION_IDS } from '../../protocol/revision.ts';
import { DEFAULT_REVISION } from '../../protocol/revisions.ts';
import type { ArrivalsEntry, OperatorEntry, PlanEntries } from '../reading/entries.ts';
import { conduct, distribution, milliseconds, perSecond, share, sharePerMinute } from '../reading/values.ts';
import type { UsedLifeCycle } from './life-cycle-uses.ts';
import type { Arrivals, ConnectionPlan, FleetPlan, OperatorPlan, Polling, Variation } from './plan.ts';

/** Makes a plan of a document that follows its schema: defaults filled in, milliseconds, shares. */
export function resolvePlan(entries: PlanEntries, name: string, lifeCycles: readonly UsedLifeCycle[]): FleetPlan {
  const { revisions = { [DEFAULT_REVISION]: 1 }, operator = null, bounds = {} } = entries;
  return {
    name: entries.name ?? name,
    title: entries.title,
    seed: entries.seed ?? DEFAULTS.seed,
    devices: entries.devices,
    durationMs: milliseconds(entries.duration),
    revisions: REVISION_IDS.flatMap((revision) =>
      positive(revisions[revision]).map((weight) => ({ revision, weight })),
    ),
    profiles: Object.entries(entries.profiles).flatMap(([profile, given]) =>
      positive(given).map((weight) => ({ profile, weight })),
    ),
    variation: variationOf(entries.variation ?? {}),
    arrivals: arrivalsOf(entries.arrivals ?? 'all-at-once'),
    polling: pollingOf(entries.polling ?? {}),
    connections: connectionsOf(entries.connections ?? {}),
    operator: operator && operatorOf(operator),
    lifeCycles: lifeCycles.filter(({ weight }) => weight > 0),
    conduct: { ...DEFAULTS.conduct, ...conduct(entries.conduct ?? {}) },
    judged: entries.judged === undefined ? DEFAULTS.judged : share(entries.judged),
    bounds: {
      rate: bounds.rate === undefined ? DEFAULTS.bounds.rate : perSecond(bounds.rate),
      durationMs: bounds.duration === undefined ? DEFAULTS.bounds.durationMs : milliseconds(bounds.duration),
      openConnections: bounds.openConnections ?? DEFAULTS.bounds.openConnections,
    },
    objectives: entries.objectives ?? [],
  };
}

/** Of what a plan leaves out; the schema says the same for people. */
const DEFAULTS = {
  seed: 42,
  judged: 0.1,
  jitter: 0.1,
  dayMs: 86_400_000,
  conduct: { retryAfter: 'heeds', backoffBaseMs: 1000, backoffMaxMs: 300_000, requestMs: 10_000 },
  bounds: { rate: 20_000, durationMs: 600_000, openConnections: 20_000 },
  connections: { policy: 'keep-alive', idleMs: 120_000, shared: 8, sourceAddresses: [] },
  operator: { assigned: 1, assignAfterMs: 1000, concurrency: 8, observed: 0.1 },
} as const;

/** Nobody is what weighs nothing. */
const positive = (weight: number | undefined): readonly number[] =>
  weight === undefined || weight === 0 ? [] : [weight];

const optionalShare = (value: string | number | undefined, otherwise = 0): number =>
  value === undefined ? otherwise : share(value);

const variationOf = (entry: NonNullable<PlanEntries['variation']>): Variation => ({
  cpu: optionalShare(entry.cpu),
  memory: optionalShare(entry.memory),
  updateInterval: optionalShare(entry.updateInterval),
  architectures: entry.architectures ?? [],
  runtimes: optionalShare(entry.runtimes),
  security: optionalShare(entry.security),
  connectivity: optionalShare(entry.connectivity),
  domains: entry.domains ?? [],
});

function arrivalsOf(entry: ArrivalsEntry): Arrivals {
  if (entry === 'all-at-once') return { pattern: entry };
  if ('ramp' in entry) return { pattern: 'ramp', overMs: milliseconds(entry.ramp) };
  if ('poisson' in entry) return { pattern: 'poisson', rate: perSecond(entry.poisson) };
  if ('stairs' in entry) {
    const { steps, every } = entry.stairs;
    return { pattern: 'stairs', steps, everyMs: milliseconds(every) };
  }
  const { period, trough } = entry.diurnal;
  return { pattern: 'diurnal', periodMs: milliseconds(period), trough: optionalShare(trough) };
}

const pollingOf = ({ every, jitter, hours = null }: NonNullable<PlanEntries['polling']>): Polling => ({
  everyMs: every === undefined ? null : milliseconds(every),
  jitter: optionalShare(jitter, DEFAULTS.jitter),
  hours: hours && {
    from: hours.from,
    to: hours.to,
    dayMs: hours.day === undefined ? DEFAULTS.dayMs : milliseconds(hours.day),
  },
});

const connectionsOf = ({ idle, ...rest }: NonNullable<PlanEntries['connections']>): ConnectionPlan => ({
  ...DEFAULTS.connections,
  ...rest,
  ...(idle !== undefined && { idleMs: milliseconds(idle) }),
});

const operatorOf = (entry: OperatorEntry): OperatorPlan => ({
  assigned: optionalShare(entry.assigned, DEFAULTS.operator.assigned),
  assignAfter:
    entry.assignAfter === undefined
      ? { kind: 'constant', value: DEFAULTS.operator.assignAfterMs }
      : distribution(entry.assignAfter),
  changedPerMinute: entry.changes === undefined ? 0 : sharePerMinute(entry.changes),
  withdrawn: optionalShare(entry.withdrawn),
  concurrency: entry.concurrency ?? DEFAULTS.operator.concurrency,
  observed: optionalShare(entry.observed, DEFAULTS.operator.observed),
});
