import { createHash } from 'node:crypto';
import type { FleetPlanSummary } from '../../../reports/model.ts';
import { duration } from '../../../reports/text.ts';
import type { Arrivals, FleetPlan, Polling } from '../../../simulator/fleet/plan/plan.ts';

/** What a reader of a report has to know of the plan. */
export function planSummary(plan: FleetPlan, file: string): FleetPlanSummary {
  const { name, title, devices, durationMs } = plan;
  return { name, title, file, devices, durationMs, facts: facts(plan), digest: digest(plan) };
}

function facts(plan: FleetPlan): FleetPlanSummary['facts'] {
  const { operator, connections } = plan;
  return [
    ['Revisions', shares(plan.revisions.map(({ revision, weight }) => [revision, weight]))],
    ['Profiles', shares(plan.profiles.map(({ profile, weight }) => [profile, weight]))],
    ['Life cycles', shares(plan.lifeCycles.map(({ lifeCycle, weight }) => [lifeCycle.id, weight]))],
    ['Arrivals', arrivalWords(plan.arrivals)],
    ['Polling', pollingWords(plan.polling)],
    ['Connections', connections.policy],
    [
      'Operator',
      operator === null
        ? 'changes nothing'
        : `${percent(operator.assigned)} of the devices get a deployment, ${percent(operator.changedPerMinute)} of them change a minute`,
    ],
    ['Judged', `${percent(plan.judged)} of the devices`],
  ];
}

/** `a 60 %, b 40 %`; a single one is named alone. */
function shares(weighted: readonly (readonly [name: string, weight: number])[]): string {
  const [only] = weighted;
  if (weighted.length === 1 && only !== undefined) return only[0];
  const whole = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  return weighted.map(([name, weight]) => `${name} ${percent(weight / whole)}`).join(', ');
}

function arrivalWords(arrivals: Arrivals): string {
  switch (arrivals.pattern) {
    case 'all-at-once':
      return 'all at once';
    case 'ramp':
      return `evenly over ${duration(arrivals.overMs)}`;
    case 'poisson':
      return `by chance, ${arrivals.rate} a second`;
    case 'stairs':
      return `in ${arrivals.steps} steps, one every ${duration(arrivals.everyMs)}`;
    case 'diurnal':
      return `as over a day of ${duration(arrivals.periodMs)}`;
  }
}

function pollingWords({ everyMs, jitter, hours }: Polling): string {
  const period = everyMs === null ? 'as each profile has it' : `every ${duration(everyMs)}`;
  const spread = jitter === 0 ? '' : `, ${percent(jitter)} earlier or later`;
  return `${period}${spread}${hours === null ? '' : `, from ${hours.from} to ${hours.to} o'clock`}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** Seed and objectives change nothing about the load that is asked for. */
function digest({ seed: _seed, objectives: _objectives, ...load }: FleetPlan): string {
  const text = JSON.stringify(load, (_key, value: unknown) => (isRecord(value) ? sorted(value) : value));
  return createHash('sha256').update(text).digest('hex');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
