import { headerValues, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { type JsonValue, stringifyJson } from '../../simulator/protocol/json.ts';
import { all, type Judgement, judgeThat } from './judgement.ts';
import { problemDocument } from './problem-document.ts';

/** What passes by itself: 429 and 503 (RTY-001), 500 (RTY-002). Every other error is final (RTY-003). */
export const isTransient = ({ status }: WireResponse): boolean => status === 429 || status === 500 || status === 503;

/** A final error does not say that it can be repeated (RTY-003); what is absent says nothing. */
export function doesNotInviteRepetition(response: WireResponse): Judgement {
  const { retryable, backoffStrategy } = problemDocument(response);
  return judgeThat(
    isAbsentOr(retryable, false) && isAbsentOr(backoffStrategy, 'none'),
    'retryable false and backoffStrategy none',
    shown(retryable, backoffStrategy),
  );
}

/** A final error says in both members that it is not to be repeated (RTY-003, position G-40). */
export function forbidsRepetition(response: WireResponse): Judgement {
  const { retryable, backoffStrategy } = problemDocument(response);
  return judgeThat(
    retryable === false && backoffStrategy === 'none',
    'retryable false and backoffStrategy none',
    shown(retryable, backoffStrategy),
  );
}

/** A transient error says when to come back, that this is possible, and to wait longer each time (RTY-001, RTY-002). */
export function advisesToWait(response: WireResponse): Judgement {
  const { retryable, backoffStrategy } = problemDocument(response);
  const values = headerValues(response.headers, 'retry-after');
  const [value = ''] = values;
  return all(
    judgeThat(
      values.length === 1 && isRetryAfter(value),
      `one field Retry-After on ${response.status}, of seconds or an HTTP date`,
      `Retry-After: ${values.join(' | ') || 'none'}`,
    ),
    judgeThat(
      retryable === true && backoffStrategy === 'exponential',
      `retryable true and backoffStrategy exponential on ${response.status}`,
      shown(retryable, backoffStrategy),
    ),
  );
}

const DAY = '(Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
/** The three forms of RFC 9110, 5.6.7. */
const HTTP_DATES = [
  new RegExp(`^${DAY}, \\d{2} ${MONTH} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$`),
  new RegExp(`^[A-Z][a-z]+day, \\d{2}-${MONTH}-\\d{2} \\d{2}:\\d{2}:\\d{2} GMT$`),
  new RegExp(`^${DAY} ${MONTH} [ \\d]\\d \\d{2}:\\d{2}:\\d{2} \\d{4}$`),
];

const isRetryAfter = (value: string): boolean =>
  /^\d+$/.test(value) || (HTTP_DATES.some((form) => form.test(value)) && !Number.isNaN(Date.parse(value)));

/** Null is no value that the schema has; it is taken for an absent one. */
const isAbsentOr = (value: JsonValue | undefined, wanted: JsonValue): boolean => (value ?? wanted) === wanted;

const shown = (retryable: JsonValue | undefined, backoffStrategy: JsonValue | undefined): string =>
  `retryable ${show(retryable)} and backoffStrategy ${show(backoffStrategy)}`;

const show = (value: JsonValue | undefined): string => (value === undefined ? 'absent' : stringifyJson(value));
