import type { Exchange } from '../../protocol/exchange.ts';
import type { Operation } from '../judging/judge.ts';
import type { SliceRecorder } from '../metrics/recorder.ts';
import type { DuePolls } from '../population/due-polls.ts';
import type { RunClock } from '../wheel/pacer.ts';
import type { Exchanges, Speaker } from './exchanges.ts';

export interface AnswersOptions {
  readonly polls: DuePolls;
  readonly exchanges: Exchanges;
  readonly recorder: SliceRecorder;
  readonly clock: RunClock;
}

/** What came for a device, and the polls that it answers. */
export class Answers {
  readonly #options: AnswersOptions;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** A poll came back unchanged; `exchange` where somebody has to look at it. */
  unchanged(row: number, speaker: Speaker, serviceUs: number, exchange: Exchange | null): void {
    if (exchange) this.ended(row, speaker, 'poll', exchange);
    else this.#options.exchanges.unchanged(speaker, serviceUs, this.#answered(row, speaker));
  }

  ended(row: number, speaker: Speaker, operation: Operation, exchange: Exchange): void {
    const { exchanges, polls } = this.#options;
    const { outcome } = exchange;
    const isPoll = operation === 'poll';
    const isAnswer = outcome.kind === 'response' && speaker.party.success.poll.has(outcome.response.status);
    exchanges.ended(speaker, operation, exchange, isPoll && isAnswer ? this.#answered(row, speaker) : null);
    // Nobody owes an answer to such a one.
    if (isPoll && !isAnswer && !speaker.isProper) polls.forget(row);
  }

  /** Of a poll that a power cut has ended: nobody waits for it. */
  late(speaker: Speaker, exchange: Exchange | null): void {
    if (exchange) this.#options.exchanges.ended(speaker, 'poll', exchange, null);
  }

  /** Nothing was begun any more from then on: those that still wait have waited so long, at least. */
  leave(endUs: number): void {
    const { polls, recorder } = this.#options;
    polls.left((atUs) => {
      if (atUs < endUs) recorder.polled(endUs - atUs);
    });
  }

  /** Answers how long the first of those polls has taken; null where that is not the WFM's doing. */
  #answered(row: number, { isProper, hasFaultyNetwork }: Speaker): number | null {
    const { polls, recorder, clock } = this.#options;
    if (!isProper || hasFaultyNetwork) {
      polls.answer(row, () => undefined);
      return null;
    }
    const now = clock();
    let first: number | null = null;
    polls.answer(row, (atUs) => {
      recorder.polled(now - atUs);
      first ??= now - atUs;
    });
    return first;
  }
}
