import type { IncomingHttpHeaders } from 'node:http';
import { type Credentials, credentialsOf } from './authorization/credentials.ts';
import type { Admission } from './authorization/gate.ts';

/** A request that arrived; without what it was authorised by. */
export interface RequestRecord {
  readonly method: string;
  /** With the query, as it came. */
  readonly target: string;
  readonly scheme: Credentials['scheme'];
  /** Whose request it was, where that was found out. */
  readonly account?: string;
  /** Undefined as long as it is not answered. */
  readonly status?: number;
}

/** What arrived, the newest requests of a long run. */
export interface RequestLog {
  readonly records: () => readonly RequestRecord[];
  readonly begin: (method: string, target: string, headers: IncomingHttpHeaders) => Entry;
}

/** One request, while it is under way. */
export interface Entry {
  readonly recognised: (admission: Admission) => void;
  readonly answered: (status: number) => void;
}

/** A fleet asks for days; a test looks at the last moments. */
const CAPACITY = 10_000;

/** Records requests in the order of their arrival. */
export function createRequestLog(): RequestLog {
  const entries: { record: RequestRecord }[] = [];
  return {
    records: () => entries.map(({ record }) => record),
    begin: (method, target, headers) => {
      const entry: { record: RequestRecord } = {
        record: { method, target, scheme: credentialsOf(headers.authorization).scheme },
      };
      entries.push(entry);
      if (entries.length > CAPACITY) entries.shift();
      return {
        recognised: ({ account }) => {
          if (account !== undefined) entry.record = { ...entry.record, account };
        },
        answered: (status) => {
          entry.record = { ...entry.record, status };
        },
      };
    },
  };
}
