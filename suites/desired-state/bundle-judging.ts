import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { type BundleContents, bundleContents, sameBytes, sameDocument } from '../oracles/bundle-contents.ts';
import type { Judgement } from '../oracles/judgement.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { isGzip, readBundle } from '../oracles/tar-bundle.ts';
import { artifactsOf, bytesOf, verifiedBytesOf } from './artifact-references.ts';
import { asModel } from './deployment-judging.ts';

/** What the bundle of a manifest holds, or that it holds no tar archive; no bundle, or no gzip, is another check's matter. */
async function contentsOf(
  { session: { revision } }: Trial,
  client: TrialClient,
  manifest: ReceivedManifest,
): Promise<BundleContents | { readonly wrong: Judgement }> {
  const bundle = artifactsOf(manifest).find(({ kind }) => kind === 'bundle');
  if (!bundle) throw new NotEvaluated('the manifest has deployments and no bundle');
  const bytes = await bytesOf(client, bundle);
  if (!isGzip(bytes).ok) throw new NotEvaluated('the bundle is not compressed with gzip');
  const read = readBundle(bytes);
  return 'wrong' in read
    ? read
    : bundleContents(read.entries, manifest.deployments, (document) => asModel(revision, document));
}

/** One YAML at the root for each deployment that the manifest lists, and nothing else (DSM-011). */
export async function judgeEntries(trial: Trial, client: TrialClient, manifest: ReceivedManifest): Promise<void> {
  const contents = await contentsOf(trial, client, manifest);
  if ('wrong' in contents) return trial.judge('DSM-011', contents.wrong);
  trial.judge('DSM-011', contents.exact);
  trial.judge('DSM-011', contents.flat, { position: 'G-27' });
}

/** Each file says what the single YAML of its deployment does (DSM-016), in the same bytes (G-28). */
export async function judgeFiles(trial: Trial, client: TrialClient, manifest: ReceivedManifest): Promise<void> {
  const contents = await contentsOf(trial, client, manifest);
  if ('wrong' in contents) return trial.judge('DSM-016', contents.wrong);
  if (contents.files.size === 0) throw new NotEvaluated('the bundle holds no file of a deployment listed');
  for (const artifact of artifactsOf(manifest)) {
    const file = artifact.kind === 'deployment' ? contents.files.get(artifact.deploymentId) : undefined;
    if (!file) continue;
    const single = await verifiedBytesOf(client, artifact);
    trial.judge('DSM-016', sameDocument(file.body, single));
    trial.judge('DSM-016', sameBytes(file.body, single), { position: 'G-28' });
  }
}
