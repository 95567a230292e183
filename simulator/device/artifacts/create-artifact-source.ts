import { join } from 'node:path';
import type { RegistryClient, ResolvedManifest } from '../../oci/client/registry-client.ts';
import type { ImageManifest } from '../../oci/documents.ts';
import { isSemVer, parseRepository, type RegistryHost, type Repository, tagOfRevision } from '../../oci/reference.ts';
import { DeviceError } from '../device-error.ts';
import type { ArtifactReference, ArtifactResult, ArtifactSource, VerifiedArtifact } from './artifact-source.ts';
import { type ArtifactContents, wrongType } from './contents/artifact-contents.ts';
import { failureOf } from './failure.ts';
import type { Pins } from './pins/pins.ts';
import type { RegistryPolicy } from './policy/policy.ts';
import type { Route } from './policy/routes.ts';
import { isWorthAnotherRoute, withRetries } from './retries.ts';
import { type ArtifactRules, correctArtifactRules } from './rules.ts';
import type { VerifyProvenance } from './signatures/provenance.ts';
import { SOURCE_LIMITS, type SourceLimits } from './source-limits.ts';
import { folderOf, keep } from './store.ts';

export interface ArtifactSourceOptions {
  readonly policy: RegistryPolicy;
  /** A folder of this device's own; what is fetched stays there, under its digest. */
  readonly cacheDir: string;
  readonly pins: Pins;
  readonly limits?: Partial<SourceLimits>;
  /** Needed where the policy demands provenance files; see `helmProvenance`. */
  readonly verifyProvenance?: VerifyProvenance;
  /** Default: the correct ones. */
  readonly rules?: ArtifactRules;
}

/** An artifact source with connections that have to be ended. */
export interface ClosableArtifactSource extends ArtifactSource, AsyncDisposable {
  close(): Promise<void>;
}

/** One artifact on its way. */
interface Errand {
  readonly reference: ArtifactReference;
  readonly repository: Repository;
  readonly signal: AbortSignal;
}

/**
 * Fetches artifacts as the policy has it. A `fetch` that is aborted rejects with the signal's reason; every other failure is
 * a refusal with a code.
 * @throws DeviceError VERIFIER_MISSING
 */
export function createArtifactSource(options: ArtifactSourceOptions): ClosableArtifactSource {
  const { policy, pins, cacheDir, verifyProvenance, rules = correctArtifactRules } = options;
  const limits: SourceLimits = { ...SOURCE_LIMITS, ...options.limits };
  if (policy.signatures.helm?.by === 'provenance' && !verifyProvenance)
    throw new DeviceError(
      'VERIFIER_MISSING',
      'the policy demands provenance files and nothing here verifies them; give this device a helm',
    );

  // A client for every way to a host: what else may be contacted differs between a mirror that stands alone and others.
  const clients = new Map<string, RegistryClient>();
  const clientOf = ({ host, access, elsewhere }: Route, origin: RegistryHost): RegistryClient => {
    const key = `${origin} ${host}`;
    const known = clients.get(key);
    if (known) return known;
    const client = rules.connect({ host, ...access, elsewhere, limits: limits.client });
    clients.set(key, client);
    return client;
  };

  async function take(errand: Errand): Promise<VerifiedArtifact> {
    const { reference, repository, signal } = errand;
    let failure: unknown;
    for (const route of rules.routesOf(policy, repository, reference.type)) {
      const client = clientOf(route, repository.host);
      try {
        return await withRetries(limits, signal, () => takeFrom(client, errand));
      } catch (cause) {
        // Of several failures the last counts, that of the registry itself.
        failure = cause;
        if (!isWorthAnotherRoute(cause)) throw cause;
      }
    }
    throw failure;
  }

  async function takeFrom(client: RegistryClient, errand: Errand): Promise<VerifiedArtifact> {
    const { reference, repository, signal } = errand;
    const tag = tagOfRevision(reference.revision);
    const revision = { repository: `oci://${repository.host}/${repository.name}`, tag };
    const pinned = await pins.get(revision);
    const resolved = await client.resolve(repository.name, tag, signal);
    const { digest } = resolved;
    rules.checkPin(reference, pinned, digest);
    const contents = rules.contentsOf[reference.type](manifestOf(resolved), reference.revision);
    const rule = policy.signatures[reference.type];
    if (rule?.by === 'key-pair') await rules.verifyKeyPair(client, { repository, digest }, rule, signal);
    const folder = await folderOf(cacheDir, digest);
    const file =
      reference.type === 'helm'
        ? await takeChart(client, errand, contents, folder)
        : await takeApplication(client, errand, contents, folder);
    // Only now, so that what was refused does not stand in the way of what is right.
    await pins.keep(revision, digest);
    return { digest, file };
  }

  async function takeApplication(
    client: RegistryClient,
    { repository, signal }: Errand,
    { archive }: ArtifactContents,
    folder: string,
  ): Promise<string> {
    const file = join(folder, 'application.tar.gz');
    await keep(client, repository.name, archive, file, signal);
    return file;
  }

  async function takeChart(
    client: RegistryClient,
    { reference: { revision }, repository, signal }: Errand,
    { archive, provenance }: ArtifactContents,
    folder: string,
  ): Promise<string> {
    const name = repository.name.split('/').at(-1) ?? repository.name;
    // Provenance files name the archive: what it is called is part of what was signed.
    const file = join(folder, `${name}-${revision}.tgz`);
    await keep(client, repository.name, archive, file, signal);
    const rule = policy.signatures.helm;
    if (rule?.by === 'provenance' && rules.demandsProvenance && verifyProvenance) {
      if (!provenance)
        throw new DeviceError(
          'SIGNATURE_MISSING',
          `the chart ${name} ${revision} has no provenance file; package it with helm package --sign`,
        );
      await keep(client, repository.name, provenance, `${file}.prov`, signal);
      await verifyProvenance({ file, keyring: rule.keyring }, signal);
    }
    await rules.checkChart(file, { name, revision }, limits.archive, signal);
    return file;
  }

  const close = async (): Promise<void> => {
    await Promise.all([...clients.values()].map((client) => client.close()));
    clients.clear();
  };
  return {
    fetch: async (reference, signal): Promise<ArtifactResult> => {
      try {
        signal.throwIfAborted();
        checkRevision(reference);
        const repository = parseRepository(reference.repository);
        return { kind: 'verified', artifact: await take({ reference, repository, signal }) };
      } catch (cause) {
        signal.throwIfAborted();
        return { kind: 'refused', failure: failureOf(cause) };
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** DEP-013 asks for SemVer; charts had free versions before, which may still be around. */
function checkRevision({ type, revision }: ArtifactReference): void {
  tagOfRevision(revision);
  if (type === 'compose' && !isSemVer(revision.replaceAll('_', '+')))
    throw new DeviceError(
      'REVISION_INVALID',
      `${JSON.stringify(revision)} is no SemVer version; name one exact version without v`,
    );
}

function manifestOf({ reading, digest }: ResolvedManifest): ImageManifest {
  if (reading.kind === 'manifest') return reading.manifest;
  throw wrongType(`${digest} is an index of several artifacts`);
}
