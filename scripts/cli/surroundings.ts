import type { RunInfo } from '../../reports/model.ts';
import { type ClusterWish, findCluster } from '../../simulator/cluster/find-cluster.ts';
import { type EngineChoice, findEngine } from '../../simulator/engine/find-engine.ts';
import { CodedError } from '../../simulator/errors/coded-error.ts';
import { helmProgram } from '../../simulator/programs/helm-program.ts';
import { ConfigurationError } from '../../suites/harness/failure.ts';
import type { Found, Needed } from '../../suites/harness/run/surroundings.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../../suites/harness/settings.ts';
import { clusterProgress } from './cluster-progress.ts';

export interface Asked {
  readonly cluster: ClusterWish;
  readonly workloadImage: string | undefined;
  readonly engine: EngineChoice;
}

/** What devices of a run deploy to. Disposing of it takes down what was brought up for the run, and nothing else. */
export class RunSurroundings implements AsyncDisposable {
  readonly #asked: Asked;
  readonly #signal: AbortSignal;
  readonly #held = new AsyncDisposableStack();

  constructor(asked: Asked, signal: AbortSignal) {
    this.#asked = asked;
    this.#signal = signal;
  }

  /** @throws ConfigurationError where something certain was asked for and cannot be had */
  async find(needed: Needed): Promise<Found> {
    const cluster = needed.cluster ? await this.#cluster() : { report: {} };
    const engine = this.#wantsEngine(needed, cluster.access !== undefined) ? await this.#engine() : { report: {} };
    return {
      surroundings: { ...NO_SURROUNDINGS, cluster: cluster.access ?? null, engine: engine.access ?? null },
      report: { ...cluster.report, ...engine.report },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync();
  }

  /** Compose belongs to the profile that a cluster joins to the run; an address that somebody named is tried in any case. */
  #wantsEngine(needed: Needed, hasCluster: boolean): boolean {
    const { engine } = this.#asked;
    if (typeof engine === 'object') return true;
    return needed.engine && (hasCluster || engine !== 'auto');
  }

  async #cluster(): Promise<Part<'cluster'>> {
    const { cluster: wish, workloadImage } = this.#asked;
    try {
      const choice = await findCluster(wish, { progress: clusterProgress(), signal: this.#signal, workloadImage });
      if (!choice.found)
        return {
          report: {
            withoutCluster: `There is no end-to-end profile: ${choice.because}; to get one: ${choice.command}`,
          },
        };
      const { [Symbol.asyncDispose]: _, ...access } = this.#held.use(choice.found);
      const { kind, name, version } = access;
      const helm = await helmProgram('any', { signal: this.#signal });
      return { access, report: { cluster: { kind, name, version, helm: `v${helm.version}` } } };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      // A run that was stopped meanwhile says so itself.
      if (this.#signal.aborted) return { report: {} };
      if (wish === 'auto') return { report: { withoutCluster: error.message } };
      throw new ConfigurationError(error.code, error.detail, { cause: error });
    }
  }

  async #engine(): Promise<Part<'engine'>> {
    const { engine: wish } = this.#asked;
    const search = await findEngine(wish);
    if (search.kind === 'found') {
      const { [Symbol.asyncDispose]: _, ...access } = this.#held.use(search.engine);
      return { access, report: { engine: { name: access.name } } };
    }
    if (wish === 'auto' || wish === 'none') return { report: {} };
    const [, code = 'ENGINE_UNAVAILABLE', reason = search.because] = /^([A-Z_]+): (.*)$/s.exec(search.because) ?? [];
    throw new ConfigurationError(code, `${reason}; ${search.enable}`);
  }
}

/** One of the surroundings, if it was found, and what the report says of it. */
interface Part<Name extends 'cluster' | 'engine'> {
  readonly access?: NonNullable<Surroundings[Name]>;
  readonly report: Pick<RunInfo, 'cluster' | 'engine' | 'withoutCluster'>;
}
