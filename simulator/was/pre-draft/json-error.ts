import { STATUS_CODES } from 'node:http';
import { stringifyJson } from '../../protocol/json.ts';
import { PROBLEM_STATUS } from '../../protocol/problem-types.ts';
import type { Answer } from '../http/answer.ts';
import type { Problem } from '../http/problem.ts';
import { JSON_TYPE } from './words.ts';

const TRANSIENT: ReadonlySet<number> = new Set([429, 500, 503]);

/** A refusal; the pre-draft says nothing of it but that it has a status in the 4xx or 5xx range. */
export function jsonError({ reason, detail, errors, headers }: Problem): Answer {
  // What breaks a rule of the schema is as malformed as what is no JSON: the pre-draft draws no line.
  const status = typeof reason === 'number' ? reason : reason === 'semantic-error' ? 400 : PROBLEM_STATUS[reason];
  const document = {
    error: STATUS_CODES[status] ?? 'Error',
    message: detail,
    ...(errors && { errors: errors.map(({ field, message }) => ({ field, message })) }),
  };
  return {
    status,
    headers: {
      'Content-Type': JSON_TYPE,
      'Cache-Control': 'no-store',
      ...(TRANSIENT.has(status) && { 'Retry-After': '1' }),
      ...headers,
    },
    body: Buffer.from(stringifyJson(document)),
  };
}

export const jsonAnswer = (
  status: number,
  document: object,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'Content-Type': JSON_TYPE, ...headers },
  body: Buffer.from(stringifyJson(document)),
});
