import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BoundedOutput, collect } from '../../programs/bounded-output.ts';
import { openEngine } from '../api/engine-api.ts';
import type { Engine, EngineAccess } from '../engine.ts';
import { EngineError } from '../engine-error.ts';
import { daemonConfiguration, socketOf } from './daemon-configuration.ts';
import { householdCommand } from './household.ts';

export interface OwnEngineParts {
  /** Absolute paths. */
  readonly dockerd: string;
  readonly busybox: string;
  readonly compose: EngineAccess['compose'];
  readonly image: { readonly reference: string; readonly archive: Uint8Array };
}

const START_MS = 60_000;
const POLL_MS = 50;
const LAST_WORDS_BYTES = 4_000;

/**
 * A dockerd of our own in namespaces of its own: no link, firewall rule, mount or setting of the machine is touched, and
 * nothing in it reaches anything off this machine. All of it ends with the disposal, or with this process.
 * @throws EngineError ENGINE_NOT_STARTED
 */
export async function startOwnEngine({ dockerd, busybox, compose, image }: OwnEngineParts): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-engine-'));
  const cgroup = basename(folder);
  await writeFile(join(folder, 'daemon.json'), JSON.stringify(daemonConfiguration(folder, cgroup)));
  const household = new Household({ dockerd, busybox, folder, cgroup });
  const dockerHost = socketOf(folder);
  const api = openEngine({ dockerHost });
  try {
    const version = await household.whenUp(() => api.version());
    await api.loadImage(image.archive);
    return {
      name: `dockerd ${version} (its own)`,
      dockerHost,
      compose,
      workloadImage: image.reference,
      [Symbol.asyncDispose]: () => household.end(),
    };
  } catch (error) {
    await household.end();
    throw error;
  } finally {
    await api.close();
  }
}

/** The guardian of the engine, held by its input. */
class Household {
  readonly #guardian: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #said: readonly BoundedOutput[];
  readonly #folder: string;
  readonly #ended: Promise<unknown>;
  #running = true;

  constructor(options: Parameters<typeof householdCommand>[0]) {
    const { file, args, env } = householdCommand(options);
    this.#folder = options.folder;
    // A group of its own: an interrupt at the terminal is for this process, which then disposes of the engine in order.
    this.#guardian = spawn(file, args, { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#said = [this.#guardian.stdout, this.#guardian.stderr].map((stream) =>
      collect(stream, LAST_WORDS_BYTES, 'last'),
    );
    this.#guardian.stdin.on('error', () => undefined);
    this.#ended = once(this.#guardian, 'exit')
      .catch(() => undefined)
      .finally(() => {
        this.#running = false;
      });
    letGo(this.#guardian);
  }

  async whenUp(attempt: () => Promise<string>): Promise<string> {
    const deadline = Date.now() + START_MS;
    while (this.#running && Date.now() < deadline) {
      try {
        return await attempt();
      } catch {
        await Promise.race([sleep(POLL_MS), this.#ended]);
      }
    }
    await this.end();
    const said = this.#said
      .map((output) => output.text().trim())
      .filter((text) => text !== '')
      .join('\n');
    throw new EngineError('ENGINE_NOT_STARTED', `dockerd did not come up: ${said || 'it said nothing'}`);
  }

  async end(): Promise<void> {
    this.#guardian.ref();
    this.#guardian.stdin.end();
    await this.#ended;
    // Already gone, unless the guardian could not be started at all.
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** An engine that nobody disposes of must not keep this process alive: it ends with it. */
function letGo(guardian: ChildProcessByStdio<Writable, Readable, Readable>): void {
  guardian.unref();
  for (const stream of [guardian.stdin, guardian.stdout, guardian.stderr])
    if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
}
