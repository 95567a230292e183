/** Two runs of fleets beside each other. */
export interface FleetComparison {
  readonly schema: 'waspect/fleet-comparison/v1';
  readonly base: ComparedFleet;
  readonly head: ComparedFleet;
  /** What else is not the same in both, for a person. */
  readonly differences: readonly string[];
  /** Of equal runs, as many in a hundred are at most taken for different: 0.05 is five. */
  readonly errorRate: number;
  /** Share by which a figure has to change before it counts. */
  readonly threshold: number;
  readonly figures: readonly FigureComparison[];
  readonly verdict: ComparisonVerdict;
  /** One sentence. */
  readonly words: string;
}

export interface ComparedFleet {
  readonly target: string;
  readonly plan: string;
  readonly started: string;
  readonly seed: number;
}

export type ComparisonVerdict = 'worse' | 'better' | 'same' | 'cannot tell';

export interface FigureComparison {
  readonly name: string;
  /** Microseconds, a share, or a second. */
  readonly unit: 'time' | 'share' | 'rate';
  /** Of the whole runs. */
  readonly base: number;
  readonly head: number;
  /** Typical change from an interval to the same one of the other run, and between what it lies: relative, of a share absolute. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: ComparisonVerdict;
  /** `slower`, `same`, `cannot tell: …` */
  readonly words: string;
}
