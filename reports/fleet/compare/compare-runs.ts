import type { Results } from '../../model.ts';
import { ReportError } from '../../report-error.ts';
import type { FleetResults } from '../model.ts';
import { planDifferences, runDifferences } from './differences.ts';
import { FIGURES, sampledIntervals } from './figures.ts';
import { judgeFigure } from './judge-figure.ts';
import type { ComparedFleet, ComparisonVerdict, FigureComparison, FleetComparison } from './model.ts';

export interface CompareOptions {
  /** Share by which a figure has to change before it counts. */
  readonly threshold?: number;
  /** Of the resampling; the same seed gives the same comparison. */
  readonly seed?: number;
  /** Compare what does not ask for the same load, too. */
  readonly differentPlans?: boolean;
}

const THRESHOLD = 0.1;
const ERROR_RATE = 0.05;
const SEED = 1;

/**
 * Says of each figure whether the second run is worse than the first by more than chance and by more than the threshold.
 * Throws NOT_A_FLEET, or PLANS_DIFFER with what differs.
 */
export function compareRuns(base: Results, head: Results, options: CompareOptions = {}): FleetComparison {
  const { threshold = THRESHOLD, seed = SEED, differentPlans = false } = options;
  const [first, second] = [fleetOf(base), fleetOf(head)];
  const plans = planDifferences(first.plan, second.plan);
  if (plans.length > 0 && !differentPlans) {
    throw new ReportError(
      'PLANS_DIFFER',
      `the two runs did not ask for the same load (${plans.join('; ')}); compare runs of one plan, or add --different-plans`,
    );
  }
  const isPaired = plans.length === 0 && first.report.intervalMs === second.report.intervalMs;
  const [a, b] = [first, second].map(({ report }) => sampledIntervals(report));
  const useless = invalidity(first, second);
  const figures = FIGURES.map((figure, index) =>
    judgeFigure(figure, {
      whole: [figure.whole(first.report), figure.whole(second.report)],
      parts: [(a ?? []).map(figure.part), (b ?? []).map(figure.part)],
      isPaired,
      threshold,
      // All figures together are wrong no more often than was said.
      confidence: 1 - ERROR_RATE / FIGURES.length,
      seed: seed + index,
      useless,
    }),
  );
  const verdict = together(figures);
  return {
    schema: 'waspect/fleet-comparison/v1',
    base: named(base, first),
    head: named(head, second),
    differences: [...plans, ...runDifferences(base, head)],
    errorRate: ERROR_RATE,
    threshold,
    figures,
    verdict,
    words: sentence(verdict, figures),
  };
}

function fleetOf({ fleet, run }: Results): FleetResults {
  if (fleet !== undefined) return fleet;
  throw new ReportError(
    'NOT_A_FLEET',
    `the run of ${run.started} (${run.command === '' ? run.profiles.join(', ') : run.command}) has no fleet; give results of waspect fleet`,
  );
}

function invalidity(base: FleetResults, head: FleetResults): string | null {
  const invalid = [...(base.validity.isValid ? [] : ['the first']), ...(head.validity.isValid ? [] : ['the second'])];
  return invalid.length === 0 ? null : `${invalid.join(' and ')} run is not valid`;
}

/** Worse in anything is worse; better counts where nothing is worse. */
function together(figures: readonly FigureComparison[]): ComparisonVerdict {
  const order: readonly ComparisonVerdict[] = ['worse', 'better', 'cannot tell'];
  return order.find((verdict) => figures.some((figure) => figure.verdict === verdict)) ?? 'same';
}

function sentence(verdict: ComparisonVerdict, figures: readonly FigureComparison[]): string {
  const those = (wanted: ComparisonVerdict) =>
    figures.filter((figure) => figure.verdict === wanted).map(({ name }) => name);
  switch (verdict) {
    case 'worse':
      return `The second run is worse: ${those('worse').join(', ')}`;
    case 'better':
      return `The second run is better: ${those('better').join(', ')}`;
    case 'same':
      return 'No figure has changed by more than the threshold';
    case 'cannot tell':
      return `It cannot be told for ${those('cannot tell').join(', ')}; nothing else has changed`;
  }
}

function named({ run }: Results, { plan }: FleetResults): ComparedFleet {
  const { name, version } = run.target;
  return { target: [name, version].join(' ').trim(), plan: plan.name, started: run.started, seed: run.seed };
}
