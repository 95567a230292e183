import type { ProfileSet } from '../../device/profiles/profile.ts';
import { backoffMistakes, distributionMistakes } from '../life-cycles/stage-rules.ts';
import { contradictions } from '../metrics/contradictions.ts';
import { MetricsError } from '../metrics/metrics-error.ts';
import { type Objective, parseObjective } from '../metrics/objective.ts';
import type { PlanEntries } from '../reading/entries.ts';
import { suggestion } from '../reading/explain.ts';
import { type Mistake, shown } from '../reading/mistake.ts';
import { coverageMistakes } from './coverage.ts';
import type { FleetPlan } from './plan.ts';

/** What a plan is checked against. */
export interface Checked {
  readonly entries: PlanEntries;
  readonly plan: FleetPlan;
  readonly profiles: ProfileSet;
}

/** What a schema cannot say against a plan. */
interface PlanRule {
  /** Members that it reads: it is left out where one of them is wrong already. */
  readonly about: readonly (keyof PlanEntries)[];
  readonly mistakes: (checked: Checked) => readonly Mistake[];
}

const weightsOf = (member: 'revisions' | 'profiles' | 'lifeCycles'): PlanRule => ({
  about: [member],
  mistakes: ({ plan }) =>
    plan[member].length > 0
      ? []
      : [{ path: [member], text: `the weights of ${member} sum to nothing; give one a weight` }],
});

export const PLAN_RULES: readonly PlanRule[] = [
  weightsOf('revisions'),
  weightsOf('profiles'),
  weightsOf('lifeCycles'),
  { about: ['duration'], mistakes: ({ plan, entries }) => tooShort(plan.durationMs, entries.duration) },
  { about: ['profiles'], mistakes: unknownProfiles },
  { about: ['arrivals', 'devices', 'duration'], mistakes: lateArrivals },
  { about: ['polling'], mistakes: pollingMistakes },
  { about: ['conduct'], mistakes: ({ entries }) => backoffMistakes(entries.conduct ?? {}, ['conduct']) },
  {
    about: ['operator'],
    mistakes: ({ entries }) => distributionMistakes(entries.operator?.assignAfter, ['operator', 'assignAfter']),
  },
  { about: ['objectives'], mistakes: objectiveMistakes },
  { about: ['lifeCycles', 'profiles', 'revisions', 'variation'], mistakes: coverageMistakes },
];

const tooShort = (durationMs: number, written: string): readonly Mistake[] =>
  durationMs >= 1 ? [] : [{ path: ['duration'], text: `duration is ${shown(written)}; legal is 1ms or longer` }];

function unknownProfiles({ entries, profiles }: Checked): readonly Mistake[] {
  return Object.keys(entries.profiles)
    .filter((id) => !profiles.has(id))
    .map((id) => ({
      path: ['profiles'],
      key: id,
      text: `there is no capability profile ${shown(id)}; ${suggestion(id, [...profiles.keys()])}`,
    }));
}

/** When the last device arrives, in milliseconds; of independent arrivals, on average. */
function lastArrivalMs({ arrivals, devices, durationMs }: FleetPlan): number {
  switch (arrivals.pattern) {
    case 'all-at-once':
      return 0;
    case 'ramp':
      return arrivals.overMs;
    case 'poisson':
      return (devices / arrivals.rate) * 1000;
    case 'stairs':
      return (arrivals.steps - 1) * arrivals.everyMs;
    case 'diurnal':
      return Math.max(durationMs, arrivals.periodMs);
  }
}

function lateArrivals({ plan, entries }: Checked): readonly Mistake[] {
  const last = lastArrivalMs(plan);
  if (last <= plan.durationMs) return [];
  const text = `the arrivals of ${plan.devices} devices take ${last / 1000}s, the run only ${shown(entries.duration)}; make them faster, or duration longer`;
  return [{ path: ['arrivals'], text }];
}

function pollingMistakes({ plan, entries }: Checked): readonly Mistake[] {
  const { everyMs, hours } = plan.polling;
  return [
    ...(everyMs === null || everyMs >= 1
      ? []
      : [
          {
            path: ['polling', 'every'],
            text: `polling.every is ${shown(entries.polling?.every)}; legal is 1ms or longer`,
          },
        ]),
    ...(hours && hours.from % 24 === hours.to % 24
      ? [{ path: ['polling', 'hours'], text: 'polling.hours begin when they end; leave them out to poll at all times' }]
      : []),
    ...(hours && hours.dayMs < 1
      ? [{ path: ['polling', 'hours', 'day'], text: 'polling.hours.day is nothing; legal is 1ms or longer' }]
      : []),
  ];
}

function objectiveMistakes({ plan }: Checked): readonly Mistake[] {
  const parsed = plan.objectives.map((text, index) => readObjective(text, ['objectives', String(index)]));
  const mistakes = parsed.flatMap((one) => ('text' in one && 'path' in one ? [one] : []));
  if (mistakes.length > 0) return mistakes;
  const objectives = parsed.flatMap((one) => ('measure' in one ? [one] : []));
  return contradictions(objectives).map((text) => ({ path: ['objectives'], text }));
}

function readObjective(text: string, path: readonly string[]): Objective | Mistake {
  try {
    return parseObjective(text);
  } catch (error) {
    if (error instanceof MetricsError) return { path, text: error.detail };
    throw error;
  }
}
