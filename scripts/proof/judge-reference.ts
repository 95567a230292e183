import type { CheckResult, Effort } from '../../reports/model.ts';
import type { WasMode } from '../../simulator/was/options.ts';
import type { PkiMaterial } from '../../simulator/was/pki-material.ts';
import type { Check } from '../../suites/harness/check.ts';
import { judgeAll } from '../../suites/harness/engine/judge-all.ts';
import type { ClientIdentity, IdentitySupply } from '../../suites/harness/session/identities.ts';
import { openSession } from '../../suites/harness/session/session.ts';
import { referenceTarget } from './reference-target.ts';

export interface ProofOptions {
  readonly defects?: readonly string[];
  readonly mode?: WasMode;
  readonly effort?: Effort;
  readonly seed?: number;
  readonly concurrency?: number;
  /** As if an operator action took this long, in milliseconds: a long one makes properties judge a single case. */
  readonly latencyMs?: number;
  /** Short times to settle: the reference WAS shows everything at once, and what it does not show need not be awaited. */
  readonly brisk?: boolean;
  /** The same issuer for many runs, with the identities that were made from it so far. */
  readonly shared?: SharedIdentities;
}

export interface SharedIdentities {
  readonly pki: PkiMaterial;
  readonly made: Map<string, Promise<ClientIdentity>>;
}

const LATENCY_MS: Readonly<Record<WasMode, number>> = { plain: 5, contrary: 1500 };

/** Judges the reference WAS, as it is or with defects, by the given checks. */
export async function judgeReference(checks: readonly Check[], options: ProofOptions): Promise<readonly CheckResult[]> {
  const { defects = [], mode = 'plain', effort = 'quick', seed = 1, concurrency = 8, brisk = false, shared } = options;
  await using target = await referenceTarget({ defects, mode, ...(shared && { pki: shared.pki }) }, brisk);
  const session = await openSession({
    targetFile: target.file,
    endpoint: null,
    seed,
    nonce: 'proof',
    effort,
    latencyMs: options.latencyMs ?? LATENCY_MS[mode],
    selected: null,
    replay: null,
  });
  try {
    const identities = shared ? remembered(session.identities, shared.made) : session.identities;
    return await judgeAll(checks, { ...session, identities }, concurrency);
  } finally {
    await session.close();
  }
}

/** Client ids are the same in every run of a proof, and each run has a WAS of its own: so are the identities. */
const remembered = (supply: IdentitySupply, made: SharedIdentities['made']): IdentitySupply => ({
  ...supply,
  take: (clientId) => {
    const known = made.get(clientId) ?? supply.take(clientId);
    made.set(clientId, known);
    return known;
  },
});
