import { type Estimate, estimateMeans } from './bootstrap.ts';
import type { Figure } from './figures.ts';
import type { ComparisonVerdict, FigureComparison } from './model.ts';

export interface FigureSamples {
  readonly whole: readonly [base: number, head: number];
  /** By interval. */
  readonly parts: readonly [base: Parts, head: Parts];
  /** Whether intervals of the same number were under the same load. */
  readonly isPaired: boolean;
  readonly threshold: number;
  readonly confidence: number;
  readonly seed: number;
  /** Why nothing can be told from these runs; null where it can. */
  readonly useless: string | null;
}

type Parts = readonly (number | null)[];

/** Fewer say nothing about how much a run differs from itself. */
const INTERVALS_AT_LEAST = 20;

/** A share of errors changes by less than this without anybody minding. */
const SHARE_THRESHOLD = 0.001;

/** Whether a figure has changed, and by how much. */
export function judgeFigure(figure: Figure, samples: FigureSamples): FigureComparison {
  const [base, head] = samples.whole;
  const series = figure.unit === 'share' ? seriesOf(samples, (value) => value) : seriesOf(samples, Math.log);
  const known = { name: figure.name, unit: figure.unit, base, head };
  const fewest = Math.min(...series.map((values) => values.length));
  const useless = samples.useless ?? (fewest < INTERVALS_AT_LEAST ? `${fewest} intervals are too few` : null);
  if (useless !== null) {
    return { ...known, change: 0, low: 0, high: 0, verdict: 'cannot tell', words: `cannot tell: ${useless}` };
  }
  const estimate = estimateMeans(series, samples.confidence, samples.seed);
  const change = figure.unit === 'share' ? estimate : relative(estimate);
  const limits =
    figure.unit === 'share'
      ? { more: SHARE_THRESHOLD, less: -SHARE_THRESHOLD }
      : { more: samples.threshold, less: 1 / (1 + samples.threshold) - 1 };
  const { value, low, high } = change;
  return { ...known, change: value, low, high, ...judged(figure, change, limits) };
}

function judged(
  { more, words }: Figure,
  { value, low, high }: Estimate,
  limits: { readonly more: number; readonly less: number },
): { readonly verdict: ComparisonVerdict; readonly words: string } {
  if (low > 0 && value > limits.more) return { verdict: more, words: words.more };
  if (high < 0 && value < limits.less) return { verdict: more === 'worse' ? 'better' : 'worse', words: words.less };
  if (low >= limits.less && high <= limits.more) return { verdict: 'same', words: 'same' };
  return { verdict: 'cannot tell', words: 'cannot tell: the runs vary too much in themselves' };
}

/** The differences of pairs; or, of runs that cannot be paired, both series, the first negative. */
function seriesOf(
  { parts: [base, head], isPaired }: FigureSamples,
  scaled: (value: number) => number,
): readonly (readonly number[])[] {
  if (!isPaired) {
    const all = (parts: Parts, sign: number) => parts.flatMap((part) => (part === null ? [] : sign * scaled(part)));
    return [all(base, -1), all(head, 1)];
  }
  const differences = head.flatMap((after, index) => {
    const before = base[index];
    return after === null || before === null || before === undefined ? [] : scaled(after) - scaled(before);
  });
  return [differences];
}

/** Of logarithms: what one is by more than the other. */
function relative({ value, low, high }: Estimate): Estimate {
  return { value: Math.expm1(value), low: Math.expm1(low), high: Math.expm1(high) };
}
