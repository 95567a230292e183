import type { WireFailureCode } from '../../protocol/exchange.ts';
import type { Incident } from '../metrics/report.ts';

/** So many failures with no answer in between: the WFM cannot be reached. */
const FAILURES = 3;

const UNREACHED: ReadonlySet<WireFailureCode> = new Set([
  'CONNECTION_REFUSED',
  'CONNECTION_CLOSED',
  'NAME_NOT_FOUND',
  'TLS_FAILED',
  'TIMED_OUT',
]);

/** Notices when a WFM goes away and when it is back, from what its devices meet. Times are microseconds from the start. */
export class Reachability {
  readonly #origin: string;
  readonly #happened: (incident: Incident) => void;
  #failures = 0;
  #since = 0;

  constructor(origin: string, happened: (incident: Incident) => void) {
    this.#origin = origin;
    this.#happened = happened;
  }

  answered(at: number): void {
    if (this.#failures >= FAILURES)
      this.#happened({ at, code: 'WFM_BACK', message: `${this.#origin} answers again, ${this.#span(at)}` });
    this.#failures = 0;
  }

  /** `began`: when what failed was begun. */
  failed(began: number, code: WireFailureCode): void {
    if (!UNREACHED.has(code)) return;
    if (this.#failures === 0) this.#since = began;
    this.#failures += 1;
    if (this.#failures === FAILURES)
      this.#happened({
        at: this.#since,
        code: 'WFM_UNREACHABLE',
        message: `${this.#origin} does not answer (${code}); look at its log and at the network between`,
      });
  }

  /** The run is over. */
  ended(at: number): void {
    if (this.#failures >= FAILURES)
      this.#happened({ at, code: 'WFM_STILL_UNREACHABLE', message: `${this.#origin} was not back, ${this.#span(at)}` });
  }

  #span(at: number): string {
    return `${((at - this.#since) / 1_000_000).toFixed(1)} s after the first failure`;
  }
}
