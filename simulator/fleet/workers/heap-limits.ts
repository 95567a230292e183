import type { ResourceLimits } from 'node:worker_threads';

const YOUNG_MB = 12;
/** Code, profiles, histograms, and what the requests of a second leave behind. */
const BASE_MB = 384;
/** Of a device that is awake, with some deployments; asleep it takes less than a tenth. */
const AWAKE_KB = 16;
const KB_IN_MB = 1024;

/**
 * What the heap of a slice may grow to: enough for all of its devices to be awake at once, which a WFM that stands still can
 * bring about. V8 collects the sooner the less it may have (below 2 GiB it lets the heap double, above it quadruple), so that
 * a crowd of arrivals leaves half the garbage; and a slice that is beyond it is one lost worker and not a machine out of memory.
 */
export const heapLimits = (devices: number): ResourceLimits => ({
  maxYoungGenerationSizeMb: YOUNG_MB,
  maxOldGenerationSizeMb: BASE_MB + Math.ceil((devices * AWAKE_KB) / KB_IN_MB),
});
