import {
  MAX_TIMELINE_EVENTS,
  MAX_TIMELINE_STEPS,
  TIMELINE_LANES,
  type Timeline,
  type TimelineEvent,
  type TimelineStep,
} from '../../../reports/model.ts';
import type { Exchange } from '../../../simulator/protocol/exchange.ts';

/** What happened in one sequence, from every side; the last part of it, where it is long. */
export class Story {
  readonly #start = Date.now();
  readonly #events: TimelineEvent[] = [];
  readonly #steps: TimelineStep[] = [];

  step(label: string): void {
    this.#steps.push({ atMs: this.#now(), label });
  }

  tell(event: Omit<TimelineEvent, 'atMs'>): void {
    this.#events.push({ ...event, atMs: Math.max(0, this.#now() - (event.durationMs ?? 0)) });
  }

  exchange({ actor, request, outcome, startedAt, durationMs }: Exchange): void {
    const answer = outcome.kind === 'response' ? String(outcome.response.status) : outcome.failure.code;
    this.#events.push({
      atMs: Math.max(0, startedAt - this.#start),
      lane: 'wire',
      actor,
      label: `${request.method} ${shortened(request.path)} ${answer}`,
      kind: 'exchange',
      durationMs: Math.round(durationMs),
    });
  }

  timeline(): Timeline {
    return {
      lanes: TIMELINE_LANES,
      events: this.#events.slice(-MAX_TIMELINE_EVENTS),
      steps: this.#steps.slice(-MAX_TIMELINE_STEPS),
    };
  }

  #now(): number {
    return Date.now() - this.#start;
  }
}

/** A path without what every one of them begins with, and digests by their first letters. */
const shortened = (path: string): string =>
  path.replace(/^.*\/api\/v1\//, '').replaceAll(/(sha256:[0-9a-f]{7})[0-9a-f]+/g, '$1…');
