import type { ForecastInterval, PlanDescription, Share } from './description.ts';
import { sparkline } from './sparkline.ts';

const LABEL = 14;
/** What is left of a terminal of 80 columns for a line's end. */
const CURVE = 40;

/** What would happen, as plain lines for a terminal of 80 columns; ends with a line feed. */
export function renderPlan(description: PlanDescription): string {
  const { name, title, devices, durationMs, seed, sampled, bounded, objectives } = description;
  const lines = [
    `${name}  ${title}`,
    `${devices} devices for ${seconds(durationMs)}, seed ${seed}${sampled < 1 ? `; counted on ${percent(sampled)} of them` : ''}`,
    '',
    ...shares('Revisions', description.revisions, devices),
    ...shares('Profiles', description.profiles, devices),
    ...lifeCycles(description),
    '',
    ...curves(description),
    '',
    ...operator(description),
    line('Connections', connections(description)),
    ...objectives.map((objective, index) => line(index === 0 ? 'Objectives' : '', objective)),
    ...bounded.map((sentence, index) => line(index === 0 ? 'Bounds' : '', sentence)),
  ];
  return `${lines.join('\n')}\n`;
}

const line = (label: string, text: string): string => `  ${label.padEnd(LABEL)}${text}`.trimEnd();

const shares = (label: string, all: readonly Share[], devices: number): readonly string[] =>
  all.map(({ name, devices: count }, index) =>
    line(index === 0 ? label : '', `${name.padEnd(22)} ${counted(count, devices)}`),
  );

const lifeCycles = ({ lifeCycles: all, devices }: PlanDescription): readonly string[] =>
  all.flatMap(({ name, devices: count, stages }, index) => {
    const [first, ...others] = stages;
    const entered = others.length === 0 ? [] : [first, ...others].map((stage) => `${stage?.name} ${stage?.entered}`);
    return [
      line(index === 0 ? 'Life cycles' : '', `${name.padEnd(22)} ${counted(count, devices)}`),
      ...(entered.length === 0 ? [] : [line('', `  ${entered.join(', ')}`)]),
    ];
  });

const counted = (count: number, all: number): string =>
  `${String(count).padStart(8)}  ${percent(count / all).padStart(6)}`;

function curves({ arrivals, polls, course, devices }: PlanDescription): readonly string[] {
  const curve = (of: (interval: ForecastInterval) => number): string => sparkline(course.map(of), CURVE);
  const late = devices - arrivals.arriving;
  const boots = course.reduce((sum, interval) => sum + interval.boots, 0);
  return [
    line(
      'Arrivals',
      curve((interval) => interval.arrivals),
    ),
    line(
      '',
      `${arrivals.arriving} ${arrivals.pattern}${arrivals.lastMs === null ? '' : `, the last after ${seconds(arrivals.lastMs)}`}${late > 0 ? `; ${late} would come too late` : ''}`,
    ),
    ...(boots > 0
      ? [
          line(
            'Boots',
            curve((interval) => interval.boots),
          ),
          line('', `${boots} after the first`),
        ]
      : []),
    line(
      'Polls',
      curve((interval) => interval.polls),
    ),
    line(
      '',
      `${polls.total}: ${rate(polls.perSecond)} on average, ${rate(polls.peakPerSecond)} at most, from ${seconds(polls.peakAtMs)} on`,
    ),
    line(
      'Present',
      curve((interval) => interval.present),
    ),
    line('', `${Math.max(...course.map(({ present }) => present))} at most, ${course.at(-1)?.present ?? 0} at the end`),
  ];
}

const operator = ({ operator: does }: PlanDescription): readonly string[] =>
  does === null
    ? [line('Operator', 'changes nothing')]
    : [
        line(
          'Operator',
          `about ${does.deployments} deployments, ${does.changes} changes (${does.withdrawals} of them withdrawals)`,
        ),
      ];

function connections({ connections: { policy, open } }: PlanDescription): string {
  if (open === null) return `${policy}: one for each poll, as long as it lasts`;
  return policy === 'shared' ? `shared: ${open} for each slice` : `${policy}: about ${open} open at most`;
}

const seconds = (ms: number): string => `${Number((ms / 1000).toPrecision(4))} s`;
const rate = (perSecond: number): string => `${Number(perSecond.toPrecision(3))}/s`;
const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
