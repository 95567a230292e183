import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryAccess } from '../../../oci/client/registry-client.ts';
import { parseHost } from '../../../oci/reference.ts';
import { packChart } from '../../../packages/pack-chart.ts';
import { packCompose } from '../../../packages/pack-compose.ts';
import type { PackedChart, PackedCompose, PublishedReference } from '../../../packages/package.ts';
import type { Registry } from '../../../registry/registry.ts';
import type { ArtifactReference, ArtifactResult } from '../artifact-source.ts';
import {
  type ArtifactSourceOptions,
  type ClosableArtifactSource,
  createArtifactSource,
} from '../create-artifact-source.ts';
import { memoryPins } from '../pins/pins.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import { policyOf } from '../policy/read-policy.ts';

/** A folder for one test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'waspect-artifacts-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export const accessOf = ({ host, caPem }: Registry): RegistryAccess => ({ host: parseHost(host), ca: caPem });

/** A policy for registries of the machine's own, the first of which is the one internal registry. */
export function policyFor(registries: readonly Registry[], changes: Partial<PolicyDocument> = {}): PolicyDocument {
  const [internal] = registries;
  return {
    internal: internal ? [internal.host] : [],
    external: 'refuse',
    unsigned: 'allow',
    hosts: Object.fromEntries(registries.map(({ host, caPem }) => [host, { ca: caPem }])),
    ...changes,
  };
}

export const sourceOf = (
  policy: PolicyDocument,
  cacheDir: string,
  options: Partial<ArtifactSourceOptions> = {},
): ClosableArtifactSource =>
  createArtifactSource({
    policy: policyOf(policy),
    cacheDir,
    pins: memoryPins(),
    ...options,
    limits: { attempts: 1, ...options.limits },
  });

const ROOT = new URL('../../../../fixtures/', import.meta.url).pathname;

export const chart = (changes: Parameters<typeof packChart>[1] = {}): Promise<PackedChart> =>
  packChart(join(ROOT, 'charts/good'), { version: '1.0.0', ...changes });

export const application = (changes: Parameters<typeof packCompose>[1] = {}): Promise<PackedCompose> =>
  packCompose(join(ROOT, 'compose/good'), changes);

export const named = (
  { repository, revision }: Pick<PublishedReference, 'repository' | 'revision'>,
  type: ArtifactReference['type'] = 'helm',
): ArtifactReference => ({ type, repository, revision });

/** `verified`, or the code of the refusal. */
const outcomeOf = (result: ArtifactResult): string => (result.kind === 'verified' ? 'verified' : result.failure.code);

export const take = async (source: ClosableArtifactSource, reference: ArtifactReference): Promise<string> =>
  outcomeOf(await source.fetch(reference, new AbortController().signal));
