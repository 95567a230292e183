import type { OperationReport } from './report.ts';
import { Tally } from './tally.ts';

const STATUSES = 1000;

/** Counts and service times of one operation. */
export class OperationRecorder {
  readonly #service = new Tally();
  readonly #statuses = new Float64Array(STATUSES);
  readonly #failures = new Map<string, number>();
  #errors = 0;

  /** `outcome`: a status, or the code of a failure. */
  record(outcome: number | string, serviceUs: number, isError: boolean): void {
    this.#service.record(serviceUs);
    if (typeof outcome === 'number') this.#statuses[outcome] = (this.#statuses[outcome] ?? 0) + 1;
    else this.#failures.set(outcome, (this.#failures.get(outcome) ?? 0) + 1);
    if (isError) this.#errors += 1;
  }

  get count(): number {
    return this.#service.count;
  }

  report(): OperationReport {
    const statuses = [...this.#statuses.entries()]
      .filter(([, count]) => count > 0)
      .map(([status, count]) => [String(status), count] as const);
    const failures = [...this.#failures].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return {
      count: this.count,
      service: this.#service.encoded(),
      outcomes: Object.fromEntries([...statuses, ...failures]),
      errors: this.#errors,
    };
  }
}
