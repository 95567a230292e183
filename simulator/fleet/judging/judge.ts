import type { Exchange } from '../../protocol/exchange.ts';
import type { RevisionId } from '../../protocol/revision.ts';

/** Judges what comes back from a WFM while it is under load. Holds what it has to remember of a client itself, bounded. */
export interface ExchangeJudge {
  /** What is wrong with it; nothing mostly. Never throws for what the peer sent. */
  judge(exchange: JudgedExchange): readonly Finding[];
  /** A device is another client from now on, or has forgotten all: what was seen of it counts no longer. */
  forget(device: number): void;
}

export interface JudgedExchange {
  readonly device: number;
  readonly clientId: string;
  readonly revision: RevisionId;
  readonly operation: Operation;
  /** The identity and the bytes were the device's own and as they should be: a refusal is nobody's due then. */
  readonly isProper: boolean;
  readonly exchange: Exchange;
}

export interface Finding {
  readonly requirement: string;
  readonly severity: 'fail' | 'warn';
  readonly position: string | null;
  readonly expected: string;
  readonly received: string;
}

/** What a request was for; histograms, counts and objectives are kept by these. */
export const OPERATIONS = ['onboard', 'token', 'report', 'remove', 'poll', 'fetch', 'status'] as const;

export type Operation = (typeof OPERATIONS)[number];
