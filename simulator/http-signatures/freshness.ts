import type { SignatureParameters } from './signature-parameters.ts';

export interface FreshnessWindow {
  /** A signature older than this is a replay. */
  readonly maxAgeSeconds: number;
  /** How far ahead the signer's clock may be. */
  readonly skewSeconds: number;
}

export type Freshness = 'fresh' | 'too-old' | 'in-the-future' | 'no-created' | 'expired';

/** How a signature stands to the time of its arrival, in seconds since the epoch; both ends of the window belong to it. */
export function judgeFreshness(
  { created, expires }: SignatureParameters,
  nowSeconds: number,
  { maxAgeSeconds, skewSeconds }: FreshnessWindow,
): Freshness {
  if (created === undefined) return 'no-created';
  if (created > nowSeconds + skewSeconds) return 'in-the-future';
  if (expires !== undefined && expires < nowSeconds) return 'expired';
  return created < nowSeconds - maxAgeSeconds ? 'too-old' : 'fresh';
}
