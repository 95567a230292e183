import type { Exchange } from '../../protocol/exchange.ts';
import type { Operation } from '../judging/judge.ts';
import type { SliceRecorder } from '../metrics/recorder.ts';
import type { DuePolls } from '../population/due-polls.ts';
import type { RunClock } from '../wheel/pacer.ts';
import type { Exchanges, Speaker } from './exchanges.ts';
import type { Rows } from './rows.ts';

export interface AnswersOptions {
  readonly rows: Rows;
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
  unchanged(row: number, serviceUs: number, exchange: Exchange | null): void {
    const { rows, exchanges } = this.#options;
    if (exchange) this.ended(row, 'poll', exchange);
    else exchanges.unchanged(rows.speaker(row), serviceUs, this.#answered(row));
  }

  ended(row: number, operation: Operation, exchange: Exchange): void {
    const { rows, exchanges, polls } = this.#options;
    const speaker = rows.speaker(row);
    const { outcome } = exchange;
    const isPoll = operation === 'poll';
    const isAnswer = outcome.kind === 'response' && speaker.party.success.poll.has(outcome.response.status);
    exchanges.ended(speaker, operation, exchange, isPoll && isAnswer ? this.#answered(row) : null);
    // Nobody owes an answer to such a one.
    if (isPoll && !isAnswer && !speaker.isProper) polls.forget(row);
  }

  /** Of a poll that a power cut has ended: nobody waits for it. */
  late(speaker: Speaker, exchange: Exchange | null): void {
    if (exchange) this.#options.exchanges.ended(speaker, 'poll', exchange, null);
  }

  /** The run is over: those that wait have waited so long, at least. */
  leave(): void {
    const { polls, recorder, clock } = this.#options;
    polls.left((atUs) => recorder.polled(clock() - atUs));
  }

  /** Answers how long the first of those polls has taken. */
  #answered(row: number): number | null {
    const { polls, recorder, clock } = this.#options;
    const now = clock();
    let first: number | null = null;
    polls.answer(row, (atUs) => {
      recorder.polled(now - atUs);
      first ??= now - atUs;
    });
    return first;
  }
}
