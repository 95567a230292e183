import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactSource } from '../../../simulator/device/artifacts/artifact-source.ts';
import { createComposeRuntime } from '../../../simulator/device/runtimes/compose/compose-runtime.ts';
import { inProject, keyOf, ownedBy, projectName } from '../../../simulator/device/runtimes/compose/project.ts';
import type { ComponentKey, Runtime } from '../../../simulator/device/runtimes/runtime.ts';
import type { EngineContainer } from '../../../simulator/engine/api/container.ts';
import { type EngineApi, openEngine } from '../../../simulator/engine/api/engine-api.ts';
import type { EngineAccess } from '../../../simulator/engine/engine.ts';
import type { JsonObject } from '../../../simulator/protocol/json.ts';
import type { RunningComponent } from '../../oracles/running.ts';
import { APPLICATION_LABEL, REVISION_LABEL, VARIABLES } from '../world/compose-application.ts';
import type { Site } from './site.ts';

export interface ComposeSiteOptions {
  readonly engine: EngineAccess;
  /** In the owner of everything that this site makes; nobody else has it. */
  readonly name: string;
  readonly applicationOf: (name: string) => string;
  readonly sourceFor: (deviceId: string) => ArtifactSource;
}

/** Devices deploy with the real Compose onto a real container engine; what runs is read from the engine. */
export class ComposeSite implements Site {
  readonly kind = 'compose';
  readonly type = 'compose';
  readonly settleMs = 10_000;
  readonly image: string;
  readonly #options: ComposeSiteOptions;
  readonly #api: EngineApi;
  readonly #folder: string;
  readonly #runtimes = new Map<string, Runtime>();

  private constructor(options: ComposeSiteOptions, folder: string) {
    this.#options = options;
    this.#api = openEngine(options.engine);
    this.#folder = folder;
    this.image = options.engine.workloadImage;
  }

  static async create(options: ComposeSiteOptions): Promise<ComposeSite> {
    return new ComposeSite(options, await mkdtemp(join(tmpdir(), 'waspect-site-')));
  }

  runtimeFor(deviceId: string): Runtime {
    const known = this.#runtimes.get(deviceId);
    if (known) return known;
    const { engine, sourceFor } = this.#options;
    const workDir = join(this.#folder, deviceId.replaceAll('/', '_'));
    const owner = this.#ownerOf(deviceId);
    const runtime = createComposeRuntime({ engine, artifacts: sourceFor(deviceId), owner, workDir });
    this.#runtimes.set(deviceId, runtime);
    return runtime;
  }

  /** Variables of an environment are texts. */
  arrivesAs(values: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  }

  async observe(): Promise<readonly RunningComponent[]> {
    const found = await Promise.all(
      [...this.#runtimes.keys()].map(async (deviceId) =>
        (await this.#api.containers(ownedBy(this.#ownerOf(deviceId)))).map((each) => this.#component(deviceId, each)),
      ),
    );
    return found.flat();
  }

  async breakDown(deviceId: string, key: ComponentKey): Promise<void> {
    for (const { id } of await this.#api.containers(inProject(projectName(this.#ownerOf(deviceId), key))))
      await this.#api.kill(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      for (const [deviceId, runtime] of this.#runtimes) {
        const owner = this.#ownerOf(deviceId);
        // Networks and volumes bear the name of their project only.
        for (const key of await runtime.list()) await this.#api.removeAll(inProject(projectName(owner, key)));
      }
    } finally {
      await this.#api.close();
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  #component(deviceId: string, { labels, env, status, name }: EngineContainer): RunningComponent {
    const key = keyOf(labels);
    const variables = env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
    return {
      deviceId,
      deploymentId: key?.deploymentId ?? name,
      component: key?.name ?? name,
      repository: this.#options.applicationOf(labels[APPLICATION_LABEL] ?? ''),
      revision: labels[REVISION_LABEL] ?? '',
      values: Object.fromEntries(variables.filter(([variable]) => VARIABLES.includes(variable))),
      ready: status === 'running',
    };
  }

  #ownerOf(deviceId: string): string {
    return `${this.#options.name}/${deviceId}`;
  }
}
