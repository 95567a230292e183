import { STATUS_CODES } from 'node:http';
import { stringifyJson } from '../../protocol/json.ts';
import { JSON_DOCUMENT } from '../../protocol/media-types.ts';
import { PROBLEM_STATUS } from '../../protocol/problem-types.ts';
import type { Answer } from '../http/answer.ts';
import type { Problem } from '../http/problem.ts';

const TRANSIENT: ReadonlySet<number> = new Set([429, 500, 503]);

/** Errors as they were before problem documents: a word for programs, a sentence for people (SIG-005). */
export function errorAnswer({ reason, detail, errors = [], headers }: Problem): Answer {
  const status = typeof reason === 'number' ? reason : PROBLEM_STATUS[reason];
  const error = typeof reason === 'number' ? (STATUS_CODES[reason] ?? 'Error') : reason;
  const places = errors.map(({ field, message }) => `${field} ${message}`.trim());
  return {
    status,
    headers: {
      'Content-Type': JSON_DOCUMENT,
      'Cache-Control': 'no-store',
      ...(TRANSIENT.has(status) ? { 'Retry-After': '1' } : {}),
      ...headers,
    },
    body: Buffer.from(stringifyJson({ error, message: [detail, ...places].join('; ') })),
  };
}
