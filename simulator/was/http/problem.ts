import { STATUS_CODES } from 'node:http';
import { stringifyJson } from '../../protocol/json.ts';
import { PROBLEM } from '../../protocol/media-types.ts';
import { PROBLEM_STATUS, type ProblemCondition, problemType } from '../../protocol/problem-types.ts';
import type { Answer } from './answer.ts';

/** One thing that is wrong with a document: an RFC 6901 pointer and what was expected. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** Why a request was not fulfilled: a condition of the registry, or a bare HTTP status where none fits (ERR-007). */
export interface Problem {
  readonly reason: ProblemCondition | number;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

const TITLES: Readonly<Record<ProblemCondition, string>> = {
  'invalid-request': 'The request is malformed',
  'not-authorized': 'The client is not authorized',
  'gateway-not-found': 'The gateway has not been reported',
  'device-not-found': 'The device is not known',
  'invalid-bundle': 'The bundle is not known',
  'deployment-not-found': 'The deployment is not known',
  'discovery-document-not-found': 'There is no discovery document here',
  'spiffe-bundle-not-found': 'There is no SPIFFE bundle here',
  'server-cannot-generate-response': 'No acceptable representation exists',
  'semantic-error': 'The document breaks a rule of its schema',
};

const RETRY_AFTER_SECONDS = 1;
/** Conditions that pass by themselves (RTY-001, RTY-002); every other error stays until the request changes (RTY-003). */
const TRANSIENT: ReadonlySet<number> = new Set([429, 500, 503]);

const kindOf = (reason: ProblemCondition | number): { type: string; title: string; status: number } =>
  typeof reason === 'number'
    ? { type: 'about:blank', title: STATUS_CODES[reason] ?? 'Error', status: reason }
    : { type: problemType(reason), title: TITLES[reason], status: PROBLEM_STATUS[reason] };

/** The problem document (RFC 9457) of a refusal, with the retry members of the specification. */
export function problem({ reason, detail, errors, headers }: Problem): Answer {
  const kind = kindOf(reason);
  const transient = TRANSIENT.has(kind.status);
  const document = {
    ...kind,
    detail,
    retryable: transient,
    backoffStrategy: transient ? 'exponential' : 'none',
    ...(transient ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {}),
    ...(errors === undefined ? {} : { errors: errors.map(({ field, message }) => ({ field, message })) }),
  };
  return {
    status: kind.status,
    headers: {
      'Content-Type': PROBLEM,
      'Cache-Control': 'no-store',
      ...(transient ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {}),
      ...headers,
    },
    body: Buffer.from(stringifyJson(document)),
  };
}
