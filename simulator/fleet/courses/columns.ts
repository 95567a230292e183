import type { IntentKind } from './intent.ts';

export const INTENT_KINDS: readonly IntentKind[] = ['arrive', 'stage', 'poll'];
export const ARRIVE = 0;
export const STAGE = 1;
export const POLL = 2;
export const NEVER: number = Number.POSITIVE_INFINITY;
/** Of a device that has not been in any stage. */
export const NO_STAGE = 255;

/** What is kept of each device's course, in 50 bytes; times in microseconds. */
export class CourseColumns {
  readonly rows: number;
  /** Of the current intent. */
  readonly at: Float64Array;
  readonly kind: Uint8Array;
  readonly stage: Uint8Array;
  /** Left when the current stage was entered. */
  readonly former: Uint8Array;
  /** Entered when the current one ends. */
  readonly following: Uint8Array;
  readonly lifeCycle: Uint16Array;
  readonly profile: Uint16Array;
  readonly revision: Uint8Array;
  readonly periodUs: Float64Array;
  readonly pollAt: Float64Array;
  readonly stageAt: Float64Array;
  /** Draws so far. */
  readonly pollDraws: Uint32Array;
  readonly stageDraws: Uint32Array;

  constructor(rows: number) {
    this.rows = rows;
    this.at = new Float64Array(rows);
    this.kind = new Uint8Array(rows);
    this.stage = new Uint8Array(rows);
    this.former = new Uint8Array(rows);
    this.following = new Uint8Array(rows);
    this.lifeCycle = new Uint16Array(rows);
    this.profile = new Uint16Array(rows);
    this.revision = new Uint8Array(rows);
    this.periodUs = new Float64Array(rows);
    this.pollAt = new Float64Array(rows);
    this.stageAt = new Float64Array(rows);
    this.pollDraws = new Uint32Array(rows);
    this.stageDraws = new Uint32Array(rows);
  }
}
