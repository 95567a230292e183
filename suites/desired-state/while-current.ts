import type { TrialClient } from '../harness/client.ts';
import { NotEvaluated, Violated } from '../harness/verdict.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { artifactsOf } from './artifact-references.ts';

/** A WFM that never comes to rest is judged by what it says at last. */
const ATTEMPTS = 5;

/**
 * Judges a manifest with all that it refers to. A WFM may put another one in its place meanwhile, a bundle built later
 * say, and give up at once what only the former one referred to (G-30); then the one that is there now is judged.
 */
export async function whileCurrent<Result>(
  client: Pick<TrialClient, 'manifest'>,
  manifest: ReceivedManifest,
  judge: (current: ReceivedManifest) => Promise<Result>,
): Promise<Result> {
  let current = manifest;
  for (let attempt = 1; ; attempt++) {
    try {
      return await judge(current);
    } catch (error) {
      if (!(error instanceof Violated || error instanceof NotEvaluated) || attempt === ATTEMPTS) throw error;
      const latest = await client.manifest();
      if (refersToAll(latest, current)) throw error;
      current = latest;
    }
  }
}

/** Whether all that a manifest refers to is what another one refers to as well. */
function refersToAll(latest: ReceivedManifest, former: ReceivedManifest): boolean {
  const names = new Set(artifactsOf(latest).map(({ name }) => name));
  return artifactsOf(former).every(({ name }) => names.has(name));
}
