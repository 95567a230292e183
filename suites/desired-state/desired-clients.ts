import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { TrialClient } from '../harness/client.ts';
import type { JudgeOptions, Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { listsExactly } from '../oracles/desired-set.ts';
import { taggedByDigest } from '../oracles/etag.ts';
import { broken } from '../oracles/judgement.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { listedIds, manifestDocument } from '../oracles/manifest-document.ts';
import { notModified } from '../oracles/not-modified.ts';

/** Steps on the way to a desired state. Where one does not come about the check is not evaluated. */

/** A fresh client that has reported these devices. */
export async function clientWith(trial: Trial, ...devices: readonly string[]): Promise<TrialClient> {
  const client = await trial.client();
  for (const device of devices) await client.report(trial.sample(workloadHost(device)));
  return client;
}

/** The operator assigns a plain workload to each device named; answers the ids, without waiting for them to show. */
export const order = (trial: Trial, client: TrialClient, ...devices: readonly string[]): Promise<readonly string[]> =>
  Promise.all(
    devices.map((device, index) =>
      trial.operator.assign(client.client, device, plainDeployment(`order ${index}`), crypto.randomUUID()),
    ),
  );

/**
 * Waits until the manifest lists exactly these deployments. It reads no more of the manifest than that, so that whatever
 * else is wrong in it is left to the check; with `unlike`, until its bytes are others as well.
 */
export async function untilListed(
  trial: Trial,
  client: TrialClient,
  ids: readonly string[],
  unlike?: Uint8Array,
): Promise<void> {
  const { settle } = trial.session.target.timeouts;
  const judgement = await eventually(settle, async () => {
    const { outcome } = await client.api.readDesiredState();
    const read = outcome.kind === 'response' ? manifestDocument(outcome.response) : undefined;
    if (outcome.kind === 'failure' || !read || 'wrong' in read) return broken('a manifest', 'none');
    const listed = listedIds(read.document);
    const changed = unlike === undefined || Buffer.compare(outcome.response.body, unlike) !== 0;
    return changed ? listsExactly(listed, ids) : broken('another manifest', 'the former one');
  });
  if (!judgement.ok)
    throw new NotEvaluated(
      `within ${settle} ms the manifest did not show what the operator did: ${judgement.received}`,
    );
}

/** The current manifest, where it has the ETag that it should: other checks are about one that has not. */
export async function taggedManifest(client: TrialClient): Promise<ReceivedManifest & { readonly etag: string }> {
  const manifest = await client.manifest();
  const { etag } = manifest;
  if (etag === undefined || !taggedByDigest(manifest).ok)
    throw new NotEvaluated(`the manifest has the ETag ${etag ?? 'of none'}`);
  return { ...manifest, etag };
}

/** A WFM that spells each manifest anew (DSM-018 is a recommendation) has no current tag that could be named. */
const ATTEMPTS = 5;

/**
 * What comes of asking with the tag of the current manifest. Where another manifest takes its place meanwhile, it is
 * asked again.
 */
export async function askHeld<Answer>(client: TrialClient, ask: (etag: string) => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { etag } = await taggedManifest(client);
    const answer = await ask(etag);
    if ((await taggedManifest(client)).etag === etag) return answer;
  }
  throw new NotEvaluated('the manifest has another ETag at each reading, although nothing was done');
}

/** Judges the answer to a conditional read that names the current tag. */
export async function judgeHeld(
  trial: Trial,
  client: TrialClient,
  ask: (etag: string) => Promise<WireResponse>,
  options?: JudgeOptions,
): Promise<void> {
  trial.judge('DSM-006', notModified(await askHeld(client, ask)), options);
}
