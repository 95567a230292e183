import { mkdirSync } from 'node:fs';
import type { HelmProgram } from '../../../programs/helm-program.ts';
import type { ArtifactSource } from '../../artifacts/artifact-source.ts';
import type { ComponentKey, ComponentResult, Runtime, RuntimeComponent, RuntimeFailure } from '../runtime.ts';
import { Deadline } from './deadline.ts';
import { diagnose } from './diagnosis.ts';
import { type HelmCall, HelmCommand, type HelmResult } from './helm-command.ts';
import { RunningHelms } from './leftover.ts';
import { redact } from './redact.ts';
import { labelsFor, releaseName } from './release.ts';
import { ReleaseQueue } from './release-queue.ts';
import { Releases } from './releases.ts';
import { needsRepair, type ReleasePlace, repair, uninstall } from './repair.ts';
import { upgradeArguments } from './upgrade.ts';
import { type HelmValues, helmValues } from './values.ts';

export interface HelmRuntimeOptions {
  readonly helm: HelmProgram;
  /** Absolute path; its current context is the cluster. */
  readonly kubeconfig: string;
  readonly artifacts: ArtifactSource;
  /** Whose releases these are, a device id: two devices on one cluster never see each other's. */
  readonly owner: string;
  /** The namespace of the cluster for that of a deployment; the same one unless told. */
  readonly namespaceOf?: (namespace: string) => string;
  /** A folder of this device's own, kept between its lives. */
  readonly workDir: string;
}

export interface HelmRuntime extends Runtime {
  /** When nothing goes on any more, also not the clearing up after what has failed. */
  settled(): Promise<void>;
}

const REMOVAL_TIMEOUT_MS = 280_000;
const CLEARING_TIMEOUT_MS = 60_000;
/** Failures before which nothing was begun or after which the cluster cannot be asked; and a helm that a successor has ended. */
const NOT_OURS_TO_CLEAR: ReadonlySet<string> = new Set([
  'CLUSTER_UNREACHABLE',
  'CLUSTER_UNTRUSTED',
  'CREDENTIALS_REJECTED',
  'HELM_KILLED',
  'HELM_MISSING',
  'KUBECONFIG_INVALID',
  'KUBECONFIG_MISSING',
]);
/** Behind these, the state of the resources may tell a better reason. */
const UNEXPLAINED: ReadonlySet<string> = new Set(['NOT_READY', 'TIMEOUT']);

/** Deploys components as Helm releases onto a Kubernetes cluster, a release a component. */
export function createHelmRuntime(options: HelmRuntimeOptions): HelmRuntime {
  mkdirSync(options.workDir, { recursive: true, mode: 0o700 });
  return new ReleasesOnCluster(options);
}

class ReleasesOnCluster implements HelmRuntime {
  readonly #helm: HelmCommand;
  readonly #artifacts: ArtifactSource;
  readonly #owner: string;
  readonly #namespaceOf: (namespace: string) => string;
  readonly #releases: Releases;
  readonly #running: RunningHelms;
  readonly #queue = new ReleaseQueue();
  /** In which namespaces each release was seen last: a deployment may have moved to another one. */
  readonly #seen = new Map<string, Set<string>>();

  constructor({ artifacts, owner, namespaceOf = (namespace) => namespace, ...options }: HelmRuntimeOptions) {
    this.#helm = new HelmCommand(options);
    this.#artifacts = artifacts;
    this.#owner = owner;
    this.#namespaceOf = namespaceOf;
    this.#releases = new Releases(this.#helm, owner);
    this.#running = new RunningHelms(options.workDir);
  }

  installComponent(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult> {
    return this.#put(component, signal);
  }

  updateComponent(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult> {
    return this.#put(component, signal);
  }

  removeComponent(component: ComponentKey, signal: AbortSignal): Promise<ComponentResult> {
    const place = this.#placeOf(component);
    return this.#exclusively(place.release, async () => {
      const failure = await this.#uninstallFrom(
        new Set([...this.#namespacesOf(place.release), place.namespace]),
        place.release,
        REMOVAL_TIMEOUT_MS,
        signal,
      );
      return failure ? { kind: 'failed', failure } : DONE;
    });
  }

  /** Also brings in order what a killed helm, or one that failed when nobody could clear up, has left behind. */
  async list(): Promise<readonly ComponentKey[]> {
    await this.#queue.idle();
    let releases = await this.#releases.list();
    const broken = releases.filter(({ status, release }) => needsRepair(status) && !this.#queue.isBusy(release));
    if (broken.length > 0) {
      await Promise.all(broken.map((place) => this.#clearUp(place)));
      releases = await this.#releases.list();
    }
    this.#seen.clear();
    for (const { release, namespace } of releases) this.#namespacesOf(release).add(namespace);
    return releases.map(({ key }) => key);
  }

  settled(): Promise<void> {
    return this.#queue.idle();
  }

  async #put(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult> {
    const deadline = new Deadline(component.timeoutMs);
    const { type, repository, revision } = component;
    if (type !== 'helm') return failed('TYPE_NOT_SUPPORTED', `this device deploys charts, not ${type}`);
    const values = helmValues(component.values);
    if (values.kind === 'failed') return values;
    const chart = await this.#artifacts.fetch({ type, repository, revision }, signal);
    if (chart.kind === 'refused') return { kind: 'failed', failure: chart.failure };
    const place = this.#placeOf(component);
    const deployment = { component, place, chart: chart.artifact.file, values: values.values, deadline, signal };
    const result = await this.#exclusively(place.release, () => this.#deploy(deployment));
    // Within the time where there is some left, otherwise after the failure was told.
    if (result.kind === 'failed' && leavesSomething(result.failure, signal)) await deadline.bound(this.#clearUp(place));
    return result;
  }

  async #deploy(deployment: Deployment): Promise<ComponentResult> {
    const { place, deadline, signal } = deployment;
    const former = this.#namespacesOf(place.release);
    const elsewhere = new Set(former).difference(new Set([place.namespace]));
    const stuck = await this.#uninstallFrom(elsewhere, place.release, deadline.waitingMs(), signal);
    if (stuck) return { kind: 'failed', failure: stuck };
    let result = await this.#upgrade(deployment);
    if (result.kind === 'failed' && result.failure.code === 'OPERATION_PENDING') {
      // Nobody else works on this release, so whoever began that operation was killed.
      const repaired = await repair(this.#helm, place, this.#call(place, deadline.waitingMs(), signal));
      result = repaired.kind === 'done' ? await this.#upgrade(deployment) : repaired;
    }
    if (result.kind === 'failed') return { kind: 'failed', failure: await this.#explain(deployment, result.failure) };
    former.add(place.namespace);
    return DONE;
  }

  #upgrade({ component, place, chart, values, deadline, signal }: Deployment): Promise<HelmResult> {
    const args = upgradeArguments({
      ...place,
      chart,
      assignments: values.assignments,
      labels: labelsFor(this.#owner, component),
      wait: component.wait,
      timeoutMs: deadline.waitingMs(),
    });
    return this.#helm.run(args, {
      ...this.#call(place, deadline.runningMs(), signal),
      input: values.file,
      clean: (text) => redact(text, component.values),
    });
  }

  async #explain({ component, place, signal }: Deployment, failure: RuntimeFailure): Promise<RuntimeFailure> {
    if (!UNEXPLAINED.has(failure.code) || signal.aborted) return failure;
    const found = await diagnose(this.#helm, place, signal);
    if (found) return { ...found, message: redact(found.message, component.values) };
    if (!component.wait || failure.code !== 'TIMEOUT') return failure;
    return { code: 'NOT_READY', message: `it was not ready within ${component.timeoutMs / 1000} s` };
  }

  /** Back to what last ran; what cannot be done now is done with the next list. */
  #clearUp(place: ReleasePlace): Promise<unknown> {
    return this.#exclusively(place.release, () => repair(this.#helm, place, this.#call(place, CLEARING_TIMEOUT_MS)));
  }

  async #uninstallFrom(
    namespaces: ReadonlySet<string>,
    release: string,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<RuntimeFailure | undefined> {
    for (const namespace of namespaces) {
      const place = { release, namespace };
      const result = await uninstall(this.#helm, place, this.#call(place, timeoutMs, signal));
      if (result.kind === 'failed')
        return UNEXPLAINED.has(result.failure.code) ? { ...result.failure, code: 'NOT_REMOVED' } : result.failure;
      this.#seen.get(release)?.delete(namespace);
    }
    return undefined;
  }

  #exclusively<T>(release: string, operation: () => Promise<T>): Promise<T> {
    return this.#queue.run(release, async () => {
      await this.#running.endFormer(release);
      try {
        return await operation();
      } finally {
        this.#running.forget(release);
      }
    });
  }

  #call({ release }: ReleasePlace, timeoutMs: number, signal?: AbortSignal): HelmCall {
    return { timeoutMs, onStart: (pid) => this.#running.note(release, pid), ...(signal && { signal }) };
  }

  #placeOf(component: ComponentKey): ReleasePlace {
    return { release: releaseName(this.#owner, component), namespace: this.#namespaceOf(component.namespace) };
  }

  #namespacesOf(release: string): Set<string> {
    const known = this.#seen.get(release) ?? new Set();
    this.#seen.set(release, known);
    return known;
  }
}

interface Deployment {
  readonly component: RuntimeComponent;
  readonly place: ReleasePlace;
  /** The chart archive, a local file. */
  readonly chart: string;
  readonly values: HelmValues;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
}

const DONE: ComponentResult = { kind: 'done' };

const failed = (code: string, message: string): ComponentResult => ({ kind: 'failed', failure: { code, message } });

/** A device that stops leaves what it has begun as it is, and finds it again; one whose time is over clears up. */
const leavesSomething = ({ code }: RuntimeFailure, signal: AbortSignal): boolean =>
  !NOT_OURS_TO_CLEAR.has(code) && !(signal.aborted && !isTimeout(signal.reason));

const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'TimeoutError';
