/** One thing that is measured. */
export interface Row {
  /** By which a person asks for it: `npm run bench -- fleet-pace`. */
  readonly name: string;
  /** Measures it; answers a line for each result. */
  readonly measure: () => AsyncIterable<string>;
}

export const MEBIBYTE: number = 1024 * 1024;

export const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;
