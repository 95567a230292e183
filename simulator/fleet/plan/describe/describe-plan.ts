import type { ProfileSet } from '../../../device/profiles/profile.ts';
import { meanOf } from '../../random/distribution.ts';
import { horizonUs } from '../horizon.ts';
import type { FleetPlan } from '../plan.ts';
import type {
  ConnectionForecast,
  ForecastInterval,
  LifeCycleShare,
  OperatorForecast,
  PlanDescription,
  PollForecast,
} from './description.ts';
import { type Forecast, forecast } from './forecast.ts';

/** More intents than that are not gone through, at least not of more devices than a few: what is said of all is made out of some. */
const MOST_INTENTS = 5_000_000;
const FEW_DEVICES = 100;
/** Nor of more devices than these. */
const MOST_DEVICES = 100_000;

/** What would happen if this plan were carried out; within a second or two for any number of devices. */
export function describePlan(plan: FleetPlan, profiles: ProfileSet): PlanDescription {
  const of = Math.ceil(plan.devices / lookedAt(plan, profiles));
  const found = forecast(plan, profiles, { index: 0, of });
  const scale = plan.devices / found.devices;
  const course = courseOf(found, scale);
  const polls = pollsOf(course, found.intervalUs, horizonUs(plan));
  const connections = connectionsOf(plan, profiles, course);
  return {
    ...{ name: plan.name, title: plan.title, seed: plan.seed, devices: plan.devices },
    durationMs: horizonUs(plan) / 1000,
    revisions: plan.revisions.map(({ revision }, index) => ({
      name: revision,
      devices: scaled(found.revisions[index], scale),
    })),
    profiles: plan.profiles.map(({ profile }, index) => ({
      name: profile,
      devices: scaled(found.profiles[index], scale),
    })),
    lifeCycles: lifeCyclesOf(plan, found, scale),
    arrivals: {
      pattern: plan.arrivals.pattern,
      arriving: scaled(found.arriving, scale),
      lastMs: found.arriving === 0 ? null : found.lastArrivalUs / 1000,
    },
    polls,
    operator: operatorOf(plan, course, found.intervalUs),
    connections,
    bounded: boundedOf(plan, course, found.intervalUs, connections),
    objectives: plan.objectives,
    course,
    intervalMs: found.intervalUs / 1000,
    sampled: found.devices / plan.devices,
  };
}

function lookedAt(plan: FleetPlan, profiles: ProfileSet): number {
  const usual = plan.profiles.map(({ profile }) => (profiles.get(profile)?.updateIntervalSeconds ?? 1) * 1000);
  const own = plan.lifeCycles.flatMap(({ lifeCycle }) =>
    lifeCycle.stages.flatMap(({ does }) => does.pollEveryMs || []),
  );
  const shortestMs = Math.min(...(plan.polling.everyMs === null ? usual : [plan.polling.everyMs]), ...own);
  const each = horizonUs(plan) / 1000 / shortestMs + 1;
  return Math.min(MOST_DEVICES, Math.max(FEW_DEVICES, Math.floor(MOST_INTENTS / each)));
}

const scaled = (count: number | undefined, scale: number): number => Math.round((count ?? 0) * scale);

function courseOf(found: Forecast, scale: number): readonly ForecastInterval[] {
  let present = 0;
  return Array.from(found.polls, (polls, interval) => {
    present += found.presence[interval] ?? 0;
    return {
      arrivals: scaled(found.arrivals[interval], scale),
      boots: scaled(found.boots[interval], scale),
      polls: scaled(polls, scale),
      requests: scaled(found.requests[interval], scale),
      present: scaled(present, scale),
    };
  });
}

const lifeCyclesOf = (plan: FleetPlan, found: Forecast, scale: number): readonly LifeCycleShare[] =>
  plan.lifeCycles.map(({ lifeCycle }, index) => ({
    name: lifeCycle.id,
    title: lifeCycle.title,
    devices: scaled(found.lifeCycles[index], scale),
    stages: lifeCycle.stages.map(({ name }, stage) => ({
      name,
      entered: scaled(found.entered[index]?.[stage], scale),
    })),
  }));

/** The index of the interval with most of something. */
const busiest = (course: readonly ForecastInterval[], what: 'polls' | 'requests'): number =>
  course.reduce((best, interval, index) => (interval[what] > (course[best]?.[what] ?? 0) ? index : best), 0);

function pollsOf(course: readonly ForecastInterval[], intervalUs: number, horizon: number): PollForecast {
  const total = course.reduce((sum, { polls }) => sum + polls, 0);
  const peak = busiest(course, 'polls');
  return {
    total,
    perSecond: (total / horizon) * 1_000_000,
    peakPerSecond: ((course[peak]?.polls ?? 0) / intervalUs) * 1_000_000,
    peakAtMs: (peak * intervalUs) / 1000,
  };
}

/** A kept connection is closed when it has been idle for too long, and made again for the next poll. */
function connectionsOf(
  { connections, polling, profiles: shares }: FleetPlan,
  profiles: ProfileSet,
  course: readonly ForecastInterval[],
): ConnectionForecast {
  const { policy } = connections;
  if (policy === 'shared') return { policy, open: connections.shared };
  if (policy !== 'keep-alive') return { policy, open: null };
  const weights = shares.reduce((sum, { weight }) => sum + weight, 0);
  const kept = shares.reduce((sum, { profile, weight }) => {
    const everyMs = polling.everyMs ?? (profiles.get(profile)?.updateIntervalSeconds ?? 1) * 1000;
    return sum + (weight / weights) * Math.min(1, connections.idleMs / everyMs);
  }, 0);
  return { policy, open: Math.round(Math.max(...course.map(({ present }) => present)) * kept) };
}

/** Expected values: deployments come some time after arrivals, changes are a share of the deployments that there are. */
function operatorOf(
  { operator }: FleetPlan,
  course: readonly ForecastInterval[],
  intervalUs: number,
): OperatorForecast | null {
  if (operator === null) return null;
  const late = Math.round((meanOf(operator.assignAfter) * 1000) / intervalUs);
  let deployments = 0;
  let changes = 0;
  for (const index of course.keys()) {
    deployments += (course[index - late]?.arrivals ?? 0) * operator.assigned;
    changes += (deployments * operator.changedPerMinute * intervalUs) / 60_000_000;
  }
  return {
    deployments: Math.round(deployments),
    changes: Math.round(changes),
    withdrawals: Math.round(changes * operator.withdrawn),
  };
}

function boundedOf(
  { bounds, durationMs }: FleetPlan,
  course: readonly ForecastInterval[],
  intervalUs: number,
  { policy, open }: ConnectionForecast,
): readonly string[] {
  const rate = ((course[busiest(course, 'requests')]?.requests ?? 0) / intervalUs) * 1_000_000;
  return [
    ...(durationMs > bounds.durationMs
      ? [`the run ends after ${bounds.durationMs / 1000} s (bounds.duration) in place of ${durationMs / 1000} s`]
      : []),
    ...(rate > bounds.rate
      ? [`up to ${Math.round(rate)} requests a second are meant, ${bounds.rate} are made (bounds.rate)`]
      : []),
    ...(policy === 'keep-alive' && open !== null && open > bounds.openConnections
      ? [`up to ${open} connections are meant to be open, ${bounds.openConnections} are (bounds.openConnections)`]
      : []),
  ];
}
