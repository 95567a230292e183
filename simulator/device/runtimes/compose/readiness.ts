import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineContainer } from '../../../engine/api/container.ts';
import type { EngineApi } from '../../../engine/api/engine-api.ts';
import type { Application } from './application.ts';
import { ComposeFailure, lastWords } from './failure.ts';
import { inProject } from './project.ts';

const POLL_MS = 200;
const LOG_LINES = 5;
const SERVICE = 'com.docker.compose.service';

export interface Watched {
  readonly api: EngineApi;
  readonly project: string;
  readonly application: Application;
  /** How long a container without a health check has to run before it counts as running. */
  readonly settleMs: number;
}

/** A container and when it was started: what has ended before an update is not the update's failure. */
const startOf = ({ id, startedAt }: EngineContainer): string => `${id} ${startedAt}`;

/** Watches the containers of a project come up (CMP-011). */
export class Readiness {
  readonly #watched: Watched;
  readonly #before: ReadonlySet<string>;
  readonly #runningSince = new Map<string, number>();
  #waitingFor = 'Compose';

  private constructor(watched: Watched, before: ReadonlySet<string>) {
    this.#watched = watched;
    this.#before = before;
  }

  /** Notes what is there before the change. @throws EngineError */
  static async begin(watched: Watched): Promise<Readiness> {
    const there = await watched.api.containers(inProject(watched.project));
    return new Readiness(watched, new Set(there.map(startOf)));
  }

  /** What the last look was still waiting for, for people. */
  get waitingFor(): string {
    return this.#waitingFor;
  }

  /** Looks whether a container that the change has started has ended badly. @throws ComposeFailure CONTAINER_EXITED; EngineError */
  async lookForExit(): Promise<void> {
    const containers = await this.#containers();
    await this.#refuseExited(containers.filter((container) => !this.#before.has(startOf(container))));
  }

  /** Never resolves: {@link lookForExit} again and again. @throws also the reason of the signal */
  async watchForExit(signal: AbortSignal): Promise<never> {
    for (;;) {
      await this.lookForExit();
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  /**
   * Resolves when every container runs, and is healthy where it can say so.
   * @throws ComposeFailure CONTAINER_EXITED; EngineError; the reason of the signal
   */
  async whenReady(signal: AbortSignal): Promise<void> {
    for (;;) {
      const containers = await this.#containers();
      await this.#refuseExited(containers);
      const waiting = containers.filter((container) => !this.#isReady(container));
      if (containers.length > 0 && waiting.length === 0) return;
      this.#waitingFor = waiting.map(describe).join(', ') || 'its containers';
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  #containers(): Promise<readonly EngineContainer[]> {
    return this.#watched.api.containers(inProject(this.#watched.project));
  }

  #isReady(container: EngineContainer): boolean {
    if (this.#hasCompleted(container)) return true;
    if (container.status !== 'running') return false;
    if (container.health !== 'none') return container.health === 'healthy';
    const now = performance.now();
    const since = this.#runningSince.get(startOf(container)) ?? now;
    this.#runningSince.set(startOf(container), since);
    return now - since >= this.#watched.settleMs;
  }

  async #refuseExited(containers: readonly EngineContainer[]): Promise<void> {
    const exited = containers.find((container) =>
      ['exited', 'dead'].includes(container.status) ? !this.#hasCompleted(container) : hasFailedAndRestarts(container),
    );
    if (!exited) return;
    const { id, name, exitCode, error } = exited;
    const log = lastWords(error || (await this.#watched.api.log(id, LOG_LINES)));
    throw new ComposeFailure(
      'CONTAINER_EXITED',
      `${name} ended with status ${exitCode} during its start${log && `; it said: ${log}`}`,
    );
  }

  #hasCompleted({ status, exitCode, labels }: EngineContainer): boolean {
    const mayComplete = this.#watched.application.services.some(
      (service) => service.mayComplete && service.name === labels[SERVICE],
    );
    return mayComplete && status === 'exited' && exitCode === 0;
  }
}

const hasFailedAndRestarts = ({ status, exitCode }: EngineContainer): boolean =>
  status === 'restarting' && exitCode !== 0;

function describe({ name, status, health, healthOutput }: EngineContainer): string {
  const said = lastWords(healthOutput, 200);
  return `${name} is ${health === 'none' ? status : health}${said && ` (${said})`}`;
}
