import { header, type Outcome, type WireResponse } from '../../protocol/exchange.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJsonBytes } from '../../protocol/json.ts';
import { PROBLEM } from '../../protocol/media-types.ts';
import { PROBLEM_STATUS, type ProblemCondition, problemType } from '../../protocol/problem-types.ts';

export type BackoffStrategy = 'none' | 'fixed' | 'exponential';

/** What a failed exchange says about trying again. */
export interface RetryAdvice {
  readonly retryable: boolean;
  readonly strategy: BackoffStrategy;
  /** Milliseconds that have to pass first (RTY-004). */
  readonly waitMs: number;
  /** What is wrong: by the registered type, and where that is no help by the status (ERR-004, ERR-005). */
  readonly condition: ProblemCondition | undefined;
}

/** Reads the advice; where a problem document gives none, the status does (ERR-005). `now` turns dates into spans. */
export function retryAdvice(outcome: Outcome, now: number): RetryAdvice {
  if (outcome.kind === 'failure') return { retryable: true, strategy: 'exponential', waitMs: 0, condition: undefined };
  const { response } = outcome;
  const { type, retryable, backoffStrategy, retryAfterSeconds } = problemOf(response);
  const again = typeof retryable === 'boolean' ? retryable : isTransient(response.status);
  const advised = typeof retryAfterSeconds === 'number' && retryAfterSeconds > 0 ? retryAfterSeconds * 1000 : 0;
  return {
    retryable: again,
    strategy: isStrategy(backoffStrategy) ? backoffStrategy : again ? 'exponential' : 'none',
    waitMs: retryAfterMs(header(response.headers, 'retry-after'), now) ?? advised,
    condition: conditionOf(type, response.status),
  };
}

/** Milliseconds of a `Retry-After` field: seconds or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The type is compared as a text, never fetched (ERR-008); the namespace is written in two ways (position G-41). */
function conditionOf(type: JsonValue | undefined, status: number): ProblemCondition | undefined {
  const conditions = Object.keys(PROBLEM_STATUS).filter(isCondition);
  const uri = typeof type === 'string' ? type.replace('/#', '#') : undefined;
  const registered = conditions.find((condition) => problemType(condition) === uri);
  const [first, second] = conditions.filter((condition) => PROBLEM_STATUS[condition] === status);
  return registered ?? (second === undefined ? first : undefined);
}

const isCondition = (name: string): name is ProblemCondition => Object.hasOwn(PROBLEM_STATUS, name);

const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500;

const isStrategy = (value: JsonValue | undefined): value is BackoffStrategy =>
  value === 'none' || value === 'fixed' || value === 'exponential';

/** The problem document, if the answer is one; broken ones count as none. */
function problemOf(response: WireResponse): JsonObject {
  if (header(response.headers, 'content-type')?.split(';')[0]?.trim().toLowerCase() !== PROBLEM) return {};
  try {
    const document = parseJsonBytes(response.body);
    return isJsonObject(document) ? document : {};
  } catch {
    return {};
  }
}
