/** What happened during an end-to-end sequence, seen from every side: the shape that the reports draw as a picture. */

/** Who an event belongs to, in the order in which a picture has its rows: from the person to what runs. */
export const TIMELINE_LANES = ['operator', 'wire', 'device', 'cluster', 'registry'] as const;

export type TimelineLane = (typeof TIMELINE_LANES)[number];

export const TIMELINE_KINDS = ['action', 'exchange', 'state', 'fault', 'quiet', 'violation'] as const;

/**
 * `action` somebody did something; `exchange` a request and its answer; `state` what something became;
 * `fault` a trouble caused on purpose; `quiet` the span in which nothing may change; `violation` where the rule broke.
 */
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** More of either is no timeline of ours: a recorder keeps the last ones. */
export const MAX_TIMELINE_EVENTS = 5_000;
export const MAX_TIMELINE_STEPS = 200;

export interface Timeline {
  /** The lanes that were watched: a row each, also where nothing happened. */
  readonly lanes: readonly TimelineLane[];
  /** In any order. */
  readonly events: readonly TimelineEvent[];
  /** The commands of the sequence, in the order in which they ran; counted from 1 by readers. */
  readonly steps: readonly TimelineStep[];
}

export interface TimelineEvent {
  /** Milliseconds since the sequence began. */
  readonly atMs: number;
  readonly lane: TimelineLane;
  /** Client or device id, release or host; empty where there is one only. */
  readonly actor: string;
  /** A few words: `PUT capabilities 201`, `installed`. */
  readonly label: string;
  readonly kind: TimelineKind;
  /** How long it took; absent where it is a moment. */
  readonly durationMs?: number;
  /** A sentence for whom the label does not say enough. */
  readonly detail?: string;
}

export interface TimelineStep {
  /** Milliseconds since the sequence began. */
  readonly atMs: number;
  /** The command in words: `assign good-1 to device-1`. */
  readonly label: string;
}
