import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ArtifactSource } from '../../simulator/device/artifacts/artifact-source.ts';
import { createArtifactSource } from '../../simulator/device/artifacts/create-artifact-source.ts';
import { memoryPins } from '../../simulator/device/artifacts/pins/pins.ts';
import type { PolicyDocument } from '../../simulator/device/artifacts/policy/policy-document.ts';
import { policyOf } from '../../simulator/device/artifacts/policy/read-policy.ts';
import { plantInArtifacts } from '../../simulator/device/defects/index.ts';
import { parseHost } from '../../simulator/oci/reference.ts';
import { packChart } from '../../simulator/packages/pack-chart.ts';
import type { PublishedReference } from '../../simulator/packages/package.ts';
import { publish } from '../../simulator/packages/publish.ts';
import { signManifest } from '../../simulator/packages/signing/sign-manifest.ts';
import { createSigningKey, type SigningKey } from '../../simulator/packages/signing/signing-key.ts';
import type { Registry, RegistryOptions } from '../../simulator/registry/registry.ts';
import { startRegistry } from '../../simulator/registry/start-registry.ts';

const FIXTURES: string = fileURLToPath(new URL('../../fixtures/charts/', import.meta.url));

/** What is published of a chart. */
export interface Publication {
  readonly revision: string;
  /** Who signs its manifest. */
  readonly signedBy?: SigningKey;
  /** The registry that the signature says it was made for, where it is not the one that it is pushed to. */
  readonly signedFor?: string;
  /** Told apart from another of the same revision. */
  readonly mark?: string;
}

/** Registries, keys and packages for one scenario; all of it goes with the stage. */
export class Stage {
  readonly #stack: AsyncDisposableStack;
  readonly #planted: string | null;

  constructor(stack: AsyncDisposableStack, planted: string | null) {
    this.#stack = stack;
    this.#planted = planted;
  }

  async registry(options: RegistryOptions = {}): Promise<Registry> {
    return this.#stack.use(await startRegistry(options));
  }

  key(): SigningKey {
    return createSigningKey();
  }

  /** Publishes the good chart under `charts/good`. */
  async publish(registry: Registry, publication: Publication): Promise<PublishedReference> {
    return this.#publish(registry, 'good', publication);
  }

  /** Publishes what stands beside it in a deployment and is always right. */
  async publishNeighbour(registry: Registry, publication: Publication): Promise<PublishedReference> {
    return this.#publish(registry, 'slow', publication);
  }

  /** A device's way to its artifacts under a policy. */
  async source(policy: PolicyDocument): Promise<ArtifactSource> {
    const cacheDir = await mkdtemp(join(tmpdir(), 'waspect-artifacts-'));
    this.#stack.defer(() => rm(cacheDir, { recursive: true, force: true }));
    return this.#stack.use(
      createArtifactSource({
        policy: policyOf(policy),
        cacheDir,
        pins: memoryPins(),
        limits: { attempts: 2, pauseMs: 20 },
        rules: plantInArtifacts(this.#planted),
      }),
    );
  }

  async #publish(
    registry: Registry,
    chart: string,
    { revision, signedBy, signedFor, mark }: Publication,
  ): Promise<PublishedReference> {
    const access = { host: parseHost(registry.host), ca: registry.caPem };
    const packed = await packChart(join(FIXTURES, chart), {
      version: revision,
      ...(mark !== undefined && { files: { MARK: mark } }),
    });
    const published = await publish(access, `charts/${chart}`, packed);
    const changes = signedFor === undefined ? {} : { identity: `${signedFor}/charts/${chart}` };
    if (signedBy) await signManifest(access, published, signedBy, changes);
    return published;
  }
}
