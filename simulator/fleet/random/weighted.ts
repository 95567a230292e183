/** One of several, as often as its weight is to the sum of all. */
export interface Weighted<Value> {
  readonly value: Value;
  /** Positive. */
  readonly weight: number;
}
