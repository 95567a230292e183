import { findProgram } from '../programs/find-program.ts';
import { systemSearchPath } from '../programs/search-path.ts';
import { findBusybox } from '../workload-image/busybox.ts';
import { buildWorkloadImage, type WorkloadImage } from '../workload-image/workload-image.ts';
import { openEngine } from './api/engine-api.ts';
import { findCompose } from './compose-program.ts';
import { usualDockerHost } from './docker-host.ts';
import type { Engine, EngineAccess } from './engine.ts';
import { startOwnEngine } from './own/own-engine.ts';

/** `auto`: one that answers, else our own. */
export type EngineChoice = 'auto' | 'own' | 'none' | { readonly dockerHost: string };

export type EngineSearch =
  | {
      readonly kind: 'found';
      readonly engine: Engine;
      /** Which one and why, for people. */
      readonly because: string;
    }
  | {
      readonly kind: 'absent';
      /** Leads with a stable code. */
      readonly because: string;
      /** The one command, or the one thing, that would help. */
      readonly enable: string;
    };

/** What of the machine is looked at; replaced in tests. */
export interface Surroundings {
  readonly searchPath: string;
  /** Of the engine that is asked first. */
  readonly dockerHost: string;
  readonly isRoot: boolean;
}

const PACKAGES = 'apt-get install docker.io docker-compose busybox-static';

const thisMachine = (): Surroundings => ({
  searchPath: systemSearchPath(),
  dockerHost: usualDockerHost(),
  isRoot: process.getuid?.() === 0,
});

/** A container engine with Compose, and the workload image in it. Never rejects for what a machine lacks. */
export async function findEngine(
  choice: EngineChoice,
  surroundings: Surroundings = thisMachine(),
): Promise<EngineSearch> {
  if (choice === 'none') return absent('ENGINE_NOT_WANTED: no engine was asked for', 'ask for one: auto or own');
  const compose = await findCompose(surroundings.searchPath);
  if (!compose) return absent('COMPOSE_MISSING: neither docker compose nor docker-compose answers', PACKAGES);
  try {
    const image = await buildWorkloadImage({ busybox: await findBusybox(surroundings.searchPath) });
    return await search(choice, surroundings, compose, image);
  } catch (error) {
    return absent(textOf(error), PACKAGES);
  }
}

async function search(
  choice: Exclude<EngineChoice, 'none'>,
  surroundings: Surroundings,
  compose: EngineAccess['compose'],
  image: WorkloadImage,
): Promise<EngineSearch> {
  if (choice === 'own') return own(surroundings, compose, image, 'asked for');
  const dockerHost = choice === 'auto' ? surroundings.dockerHost : choice.dockerHost;
  const answering = await present(dockerHost, compose, image);
  if (answering.kind === 'found' || choice !== 'auto') return answering;
  return own(surroundings, compose, image, `${dockerHost} does not answer`);
}

async function present(
  dockerHost: string,
  compose: EngineAccess['compose'],
  image: WorkloadImage,
): Promise<EngineSearch> {
  const enable = 'start the engine (systemctl start docker), or set DOCKER_HOST to one that runs';
  try {
    await using api = disposable(openEngine({ dockerHost }));
    const version = await api.version();
    const wasThere = await api.hasImage(image.reference);
    if (!wasThere) await api.loadImage(image.archive);
    const engine: Engine = {
      name: `docker ${version} at ${dockerHost}`,
      dockerHost,
      compose,
      workloadImage: image.reference,
      async [Symbol.asyncDispose]() {
        if (wasThere) return;
        await using closing = disposable(openEngine({ dockerHost }));
        await closing.removeImage(image.reference);
      },
    };
    return { kind: 'found', engine, because: `${dockerHost} answers` };
  } catch (error) {
    return absent(textOf(error), enable);
  }
}

async function own(
  { searchPath, isRoot }: Surroundings,
  compose: EngineAccess['compose'],
  image: WorkloadImage,
  reason: string,
): Promise<EngineSearch> {
  const dockerd = await findProgram('dockerd', searchPath);
  if (!dockerd) return absent(`ENGINE_MISSING: ${reason}, and there is no dockerd to start`, PACKAGES);
  if (!isRoot)
    return absent(
      `ENGINE_NEEDS_ROOT: ${reason}, and only root can start a dockerd`,
      'start the engine (sudo systemctl start docker), or run this as root',
    );
  try {
    const engine = await startOwnEngine({ dockerd, busybox: await findBusybox(searchPath), compose, image });
    return { kind: 'found', engine, because: `${reason}; ${dockerd} was started in namespaces of its own` };
  } catch (error) {
    return absent(textOf(error), 'start Docker as this machine does it (systemctl start docker)');
  }
}

const absent = (because: string, enable: string): EngineSearch => ({ kind: 'absent', because, enable });

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const disposable = <Closable extends { close(): Promise<void> }>(closable: Closable): Closable & AsyncDisposable =>
  Object.assign(closable, { [Symbol.asyncDispose]: () => closable.close() });
