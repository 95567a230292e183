import type { Problem } from '../../http/problem.ts';

/** How many requests of a client are served before one is not. */
const PATIENCE = 13;
const SECOND = 1_000;

/** Turns a client away now and then, until an HTTP date instead of for so many seconds (RFC 9110 section 10.2.3). */
export function busyNowAndThen(): (client: string) => Problem | undefined {
  const served = new Map<string, number>();
  return (client) => {
    const count = (served.get(client) ?? 0) + 1;
    served.set(client, count);
    if (count % PATIENCE !== 0) return undefined;
    const date = new Date(Date.now() + SECOND).toUTCString();
    return { reason: 503, detail: 'Busy', headers: { 'Retry-After': date } };
  };
}
