import type { SliceProgress } from '../../../simulator/fleet/shard/slice-options.ts';
import type { Measure, ReadPercentiles, Sample } from './measures.ts';

/** The progress that was told last, for whoever asks in between. */
export class Latest {
  readonly #percentiles: ReadPercentiles;
  #progress: SliceProgress | undefined;

  constructor(percentiles: ReadPercentiles) {
    this.#percentiles = percentiles;
  }

  tell(progress: SliceProgress): void {
    this.#progress = progress;
  }

  /** Nothing before the first progress. */
  samples({ read }: Measure): readonly Sample[] {
    return this.#progress ? read(this.#progress, this.#percentiles) : [];
  }
}
