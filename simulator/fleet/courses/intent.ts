/** What a device means to do at a time; whether it comes to it, the wire log says. */
export interface Intent {
  /** Microseconds from the start of the run. */
  readonly at: number;
  /** Counts from 0 in the whole fleet. */
  readonly device: number;
  readonly kind: IntentKind;
  /** The stage that is entered, or in which the device is: index in its life cycle. */
  readonly stage: number;
}

/** `arrive`: the first boot; `stage`: the next stage of its life cycle begins; `poll`: it asks for its desired state. */
export type IntentKind = 'arrive' | 'stage' | 'poll';

/**
 * What the devices of a slice intend, one intent each at a time; a function of plan and device alone. Rows count from 0
 * in the slice. State is in arrays, not in objects: there may be a million.
 */
export interface Courses {
  readonly rows: number;
  deviceOf(row: number): number;
  /** The current intent; infinite where there is none any more. */
  at(row: number): number;
  kind(row: number): IntentKind;
  stage(row: number): number;
  /** Index in the plan's life cycles, profiles and revisions. */
  lifeCycle(row: number): number;
  profile(row: number): number;
  revision(row: number): number;
  /** Goes on to the next intent. */
  advance(row: number): void;
}

/** A part of a fleet: the devices whose number leaves `index` when it is divided by `of`. */
export interface Slice {
  readonly index: number;
  readonly of: number;
}
