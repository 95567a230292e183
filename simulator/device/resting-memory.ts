/**
 * What a device knows only while it is switched on. A fleet puts a device to sleep between two polls and wakes it without
 * a boot in between, so it hands this over; a device that boots has none of it, and reports its capabilities (CAP-002).
 */
export interface RestingMemory {
  /** The capabilities of its machines, as they are, have been answered. */
  readonly reported: boolean;
  /** What a former stop had cut short is finished. */
  readonly resumed: boolean;
  /** The runtime was searched for what no record speaks of. */
  readonly swept: boolean;
}

/** Of a device that boots. */
export const FRESH_MEMORY: RestingMemory = { reported: false, resumed: false, swept: false };
