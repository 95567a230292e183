import type { CheckResult, Effort } from '../../reports/model.ts';
import type { Check } from '../../suites/harness/check.ts';
import { judgeAll } from '../../suites/harness/engine/judge-all.ts';
import type { ClientIdentity, IdentitySupply } from '../../suites/harness/session/identities.ts';
import { openSession } from '../../suites/harness/session/session.ts';
import { NO_SURROUNDINGS, type RunSettings, type Surroundings } from '../../suites/harness/settings.ts';

export interface Judging {
  readonly effort?: Effort;
  readonly seed?: number;
  /** Part of each client id: a target that is judged again needs another one. */
  readonly nonce?: string;
  readonly concurrency?: number;
  /** As if an operator action took this long, in milliseconds: a long one makes properties judge a single case. */
  readonly latencyMs?: number;
  /** Identities that were made so far, by client id, where several runs have the same issuer. */
  readonly made?: Map<string, Promise<ClientIdentity>>;
  /** Default: nothing beside the WFM. */
  readonly surroundings?: Surroundings;
}

/** Judges what a target file names by the given checks, in this process. */
export async function judgeTarget(
  targetFile: string,
  checks: readonly Check[],
  judging: Judging,
): Promise<readonly CheckResult[]> {
  const { effort = 'quick', seed = 1, nonce = 'proof', concurrency = 8, latencyMs = 5, made } = judging;
  const settings: RunSettings = {
    targetFile,
    endpoint: null,
    revision: null,
    dialect: null,
    seed,
    nonce,
    effort,
    latencyMs,
    selected: null,
    repeated: [],
    replay: null,
    surroundings: judging.surroundings ?? NO_SURROUNDINGS,
  };
  const session = await openSession(settings);
  try {
    const identities = made ? remembered(session.identities, made) : session.identities;
    return await judgeAll(checks, { ...session, identities }, concurrency);
  } finally {
    await session.close();
  }
}

/** Client ids are the same in every run of a proof, and each run has a WAS of its own: so are the identities. */
const remembered = (supply: IdentitySupply, made: NonNullable<Judging['made']>): IdentitySupply => ({
  ...supply,
  take: (clientId) => {
    const known = made.get(clientId) ?? supply.take(clientId);
    made.set(clientId, known);
    return known;
  },
});
