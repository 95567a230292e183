import { broken, HOLDS } from '../oracles/judgement.ts';
import type { TrialClient } from './client.ts';
import type { Operator } from './control/operator.ts';
import { NotEvaluated } from './verdict.ts';
import { eventually } from './waiting.ts';

/** What a check has assigned, so that it can be taken back from a client that later checks get, too. */
export class Assignments {
  readonly #ids = new Set<string>();
  readonly #underWay = new Set<Promise<string>>();
  #isOver = false;

  /** The same operator, of whom it is remembered what he assigned. */
  by(operator: Operator): Operator {
    return { ...operator, assign: (...order) => this.#remembered(() => operator.assign(...order)) };
  }

  async #remembered(assign: () => Promise<string>): Promise<string> {
    // What still runs of a check that has ended leaves nothing for the next one.
    if (this.#isOver) throw new NotEvaluated('the check has ended');
    const underWay = assign();
    this.#underWay.add(underWay);
    try {
      const id = await underWay;
      this.#ids.add(id);
      return id;
    } finally {
      this.#underWay.delete(underWay);
    }
  }

  /** The check has ended. */
  end(): void {
    this.#isOver = true;
  }

  /**
   * Withdraws it all and waits until that shows. Best effort: a check that finds something left says so itself. The client
   * may have been retired, and is admitted for it.
   */
  async takeBack(client: TrialClient, operator: Pick<Operator, 'admit' | 'withdraw'>, settleMs: number): Promise<void> {
    await Promise.allSettled(this.#underWay);
    const ids = [...this.#ids];
    this.#ids.clear();
    if (ids.length === 0) return;
    try {
      await operator.admit(client.client);
      for (const id of ids) await operator.withdraw(client.client, id);
      await eventually(settleMs, async () => {
        const { digests } = await client.desired();
        return ids.some((id) => digests.has(id)) ? broken('nothing left', 'a deployment') : HOLDS;
      });
    } catch {
      // The next check meets what is wrong.
    }
  }
}
