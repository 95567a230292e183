import type { Comparison, LatencyMeasure, Measure, Objective } from './objective.ts';

/** Objectives that no run could meet, or not together; one sentence each. */
export function contradictions(objectives: readonly Objective[]): readonly string[] {
  const alone = objectives
    .filter(isImpossible)
    .map(({ text, measure }) => `${text} can never be met: ${RANGES[measure.kind].words}`);
  const together = objectives.flatMap((one, index) =>
    objectives.slice(index + 1).flatMap((other) => {
      const clash = collides(one, other) || collides(other, one);
      return clash ? `${one.text} and ${other.text} cannot both be met` : [];
    }),
  );
  return [...alone, ...together];
}

/** What a measure can be at all. */
const RANGES: Readonly<
  Record<Measure['kind'], { readonly least: number; readonly most: number; readonly words: string }>
> = {
  latency: { least: 0, most: Number.POSITIVE_INFINITY, words: 'no time is less than 0' },
  errors: { least: 0, most: 1, words: 'a share is between 0 % and 100 %' },
  throughput: { least: 0, most: Number.POSITIVE_INFINITY, words: 'no rate is less than 0' },
  violations: { least: 0, most: Number.POSITIVE_INFINITY, words: 'no number of them is less than 0' },
  unadopted: { least: 0, most: 1, words: 'a share is between 0 % and 100 %' },
};

function isImpossible({ measure, comparison, bound }: Objective): boolean {
  const { least, most } = RANGES[measure.kind];
  const above = floorOf(comparison, bound);
  const below = ceilingOf(comparison, bound);
  return isAbove(above, { value: most, isIn: true }) || isAbove({ value: least, isIn: true }, below);
}

/** Whether what `high` asks for at least is above what `low` allows at most, for a measure that is never above `low`'s. */
function collides(high: Objective, low: Objective): boolean {
  return (
    isNeverAbove(high.measure, low.measure) &&
    isAbove(floorOf(high.comparison, high.bound), ceilingOf(low.comparison, low.bound))
  );
}

interface End {
  readonly value: number;
  /** Whether the value itself is allowed. */
  readonly isIn: boolean;
}

function floorOf(comparison: Comparison, bound: number): End {
  if (comparison === '<' || comparison === '<=') return { value: Number.NEGATIVE_INFINITY, isIn: true };
  return { value: bound, isIn: comparison !== '>' };
}

function ceilingOf(comparison: Comparison, bound: number): End {
  if (comparison === '>' || comparison === '>=') return { value: Number.POSITIVE_INFINITY, isIn: true };
  return { value: bound, isIn: comparison !== '<' };
}

function isAbove(floor: End, ceiling: End): boolean {
  return floor.value > ceiling.value || (floor.value === ceiling.value && !(floor.isIn && ceiling.isIn));
}

/** Whether one measure can never be above another: p50 never above p99, the mean never above the greatest. */
function isNeverAbove(one: Measure, other: Measure): boolean {
  if (one.kind === 'latency' && other.kind === 'latency') {
    return one.of === other.of && one.time === other.time && isNeverAboveStatistic(one, other);
  }
  if (one.kind === 'latency' || other.kind === 'latency' || one.kind !== other.kind) return false;
  if (!('of' in one && 'of' in other)) return true;
  // A part of the requests is never more than all of them; its share of errors may well be.
  return one.of === other.of || (one.kind === 'throughput' && other.of === null);
}

function isNeverAboveStatistic({ statistic: one }: LatencyMeasure, { statistic: other }: LatencyMeasure): boolean {
  if (one === other || one === 'min' || other === 'max') return true;
  return typeof one === 'number' && typeof other === 'number' && one <= other;
}
