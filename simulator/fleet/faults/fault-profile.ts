import type { Distribution } from '../random/distribution.ts';

/** What a network does to a device's connections; what is absent it leaves alone. */
export interface FaultProfile {
  /** Before each piece is passed on, in each direction. */
  readonly delay?: Distribution;
  /** Bytes a second, in each direction. */
  readonly bandwidth?: number;
  /** Share of the connections that are reset after a number of bytes, drawn for each. */
  readonly resets?: number;
  /** Share of the connections on which nothing passes any more after some bytes, and nobody is told. */
  readonly halfOpen?: number;
  /** Nothing gets through: connections are refused. */
  readonly cut?: true;
}
