import type { JudgedExchange } from '../../simulator/fleet/judging/judge.ts';
import type { WireRequest, WireResponse } from '../../simulator/protocol/exchange.ts';
import type { Revision } from '../../simulator/protocol/revision.ts';
import type { Findings } from './findings.ts';
import type { Clients } from './memory/clients.ts';
import type { Families } from './memory/families.ts';
import type { Owners } from './memory/owners.ts';
import type { WorkloadMemory } from './memory/workloads.ts';

/** What the judge of a revision stands on. */
export interface Standpoint {
  readonly revision: Revision;
  /** Speaks by the rules of the revision. */
  readonly bench: Findings;
  readonly memory: Memory;
  /** Of the run; in the canaries of its own deployments. */
  readonly nonce: string;
  /** Optional parts of the standard that the target does not claim. */
  readonly undeclared: ReadonlySet<string>;
  /** How long an operator's action may take to show everywhere, in milliseconds. */
  readonly settleMs: number;
}

export interface Memory {
  readonly clients: Clients;
  readonly workloads: WorkloadMemory;
  readonly families: Families;
  readonly owners: Owners;
}

/** An answer that is judged, and the client that it was given to. */
export interface Subject {
  readonly judged: JudgedExchange;
  readonly request: WireRequest;
  readonly response: WireResponse;
  /** Of the client in the memory. */
  readonly row: number;
}
