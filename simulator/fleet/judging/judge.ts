import type { Exchange } from '../../protocol/exchange.ts';
import type { RevisionId } from '../../protocol/revision.ts';
import type { IdentityKindName } from '../identities/identity-kind-name.ts';

/**
 * Judges what comes back from a WFM while it is under load. Holds what it has to remember of a client itself, bounded. It
 * has to hear of every exchange of a device that it judges, failed ones too and in their order, or of none: what a WFM may
 * answer follows from what it answered before.
 */
export interface ExchangeJudge {
  /** What is wrong with it; nothing mostly. Never throws for what the peer sent. */
  judge(exchange: JudgedExchange): readonly Finding[];
  /**
   * The hot path: whether an unchanged poll shows nothing wrong, by its bytes alone. True: it is judged. False says
   * nothing: it is to be made an exchange, and judged as one.
   */
  passes(poll: UnchangedPoll): boolean;
  /** A device is another client from now on, or has forgotten all: what was seen of it counts no longer. */
  forget(device: number): void;
  /** How often each requirement was judged so far, whatever came of it. */
  judgedRequirements(): Readonly<Record<string, number>>;
  /** An exchange as reports have it, without secrets. */
  recorded(exchange: JudgedExchange): unknown;
}

export interface JudgedExchange {
  readonly device: number;
  readonly clientId: string;
  readonly revision: RevisionId;
  readonly operation: Operation;
  /** The identity and the bytes were the device's own and as they should be: a refusal is nobody's due then. */
  readonly isProper: boolean;
  /** Whom the device said that it was; absent: itself. */
  readonly identity?: IdentityKindName;
  readonly exchange: Exchange;
}

/** A poll as it was sent, and the 304 without a body that it was answered with; neither is kept. */
export interface UnchangedPoll {
  readonly device: number;
  readonly revision: RevisionId;
  readonly request: Uint8Array;
  /** From the status line to the empty line. */
  readonly response: Uint8Array;
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
