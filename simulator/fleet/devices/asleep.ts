import type { Exchange } from '../../protocol/exchange.ts';
import type { RepositoryAccess } from '../../protocol/revision.ts';
import type { Population } from '../population/population.ts';
import type { Answers } from './answers.ts';
import type { ReadyPoll } from './ready-poll.ts';
import { headIn, lookRequest, recordedLook } from './repository-look.ts';
import type { Rows } from './rows.ts';
import type { Stages } from './stages.ts';

export interface AsleepOptions {
  readonly rows: Rows;
  readonly population: Population;
  readonly stages: Stages;
  readonly answers: Answers;
}

/** What is to be done: nothing more; to wake the device, which may take the answer as its own; nothing, as the power went. */
type AsleepAnswer = 'unchanged' | 'gone' | { readonly primed: Exchange | null };

/** The hot path: polls of devices that sleep on, as long as nothing has changed for them. */
export class Asleep {
  readonly #options: AsleepOptions;

  constructor(options: AsleepOptions) {
    this.#options = options;
  }

  /**
   * Asks; answers false where the device has to be woken for that. `answered` is called for what came, unless the device is
   * gone by then.
   */
  ask(row: number, isGone: () => boolean, answered: (answer: AsleepAnswer) => void): boolean {
    const { rows, population, stages } = this.#options;
    if (!population.isSettled(row) || stages.of(row).requests !== undefined) return false;
    const { readyPoll } = rows.party(row);
    const repository = readyPoll ? null : rows.repository(row);
    if (!readyPoll && !repository) return false;
    population.polls.begin(row);
    if (readyPoll) this.#poll(row, readyPoll, isGone, answered);
    else if (repository) this.#look(row, repository, isGone, answered);
    return true;
  }

  #poll(row: number, readyPoll: ReadyPoll, isGone: () => boolean, answered: (answer: AsleepAnswer) => void): void {
    const { rows, population, answers } = this.#options;
    const began = rows.speaker(row);
    rows.connection(row).poll(readyPoll(population.marks.etag(row)), (status, serviceUs, exchange) => {
      const speaker = rows.afterwards(row, began);
      if (isGone()) {
        answers.late(speaker, exchange);
        answered('gone');
      } else if (status === 304) {
        answers.unchanged(row, speaker, serviceUs, exchange);
        answered('unchanged');
      } else {
        if (exchange) answers.ended(row, speaker, 'poll', exchange);
        answered({ primed: exchange });
      }
    });
  }

  /** Where the desired state is a repository: has its head moved? */
  #look(
    row: number,
    repository: RepositoryAccess,
    isGone: () => boolean,
    answered: (answer: AsleepAnswer) => void,
  ): void {
    const { rows, population, answers } = this.#options;
    const began = rows.speaker(row);
    const looked = (exchange: Exchange): void => {
      const speaker = rows.afterwards(row, began);
      const recorded = recordedLook(exchange);
      const isUnchanged = headIn(exchange) === population.marks.etag(row);
      if (isGone()) answers.late(speaker, recorded);
      // Whoever is woken looks for itself: this was one look more.
      else if (isUnchanged) answers.unchanged(row, speaker, 0, recorded);
      answered(isGone() ? 'gone' : isUnchanged ? 'unchanged' : { primed: null });
    };
    rows
      .connection(row)
      .send(lookRequest(repository))
      .then(looked)
      .catch((error: unknown) => {
        rows.broke(row, error);
        answered('gone');
      });
  }
}
