import { openEngine } from '../../../engine/api/engine-api.ts';
import type { EngineAccess } from '../../../engine/engine.ts';
import type { ArtifactSource } from '../../artifacts/artifact-source.ts';
import type { ComponentKey, ComponentResult, Runtime, RuntimeComponent } from '../runtime.ts';
import { deploy } from './deploy.ts';
import { ComposeFailure, failureOf } from './failure.ts';
import { Lanes } from './lanes.ts';
import { keyOf, ownedBy, projectName } from './project.ts';
import { takeDown } from './take-down.ts';
import type { Tools } from './tools.ts';
import { recorded } from './workspace.ts';

export interface ComposeRuntimeOptions {
  readonly engine: EngineAccess;
  readonly artifacts: ArtifactSource;
  /** The device's id: what this runtime makes is told apart from everybody else's by it. */
  readonly owner: string;
  /** Absolute path of a folder of this device's own that outlives it; made where it is missing. */
  readonly workDir: string;
  /** How long a container without a health check has to run before it counts as running, milliseconds. */
  readonly settleMs?: number;
}

const SETTLE_MS = 1_000;
/** What is kept of a component's time for undoing what was not ready. */
const RESERVE_SHARE = 0.25;
const LONGEST_RESERVE_MS = 15_000;

/** A device's runtime on a container engine, through its Compose program: a component is a Compose project. */
export function createComposeRuntime({ settleMs = SETTLE_MS, ...options }: ComposeRuntimeOptions): Runtime {
  const lanes = new Lanes();

  const withEngine = async <Result>(operation: (tools: Tools) => Promise<Result>): Promise<Result> => {
    const api = openEngine(options.engine);
    try {
      return await operation({ ...options, settleMs, api });
    } finally {
      await api.close();
    }
  };

  const attempt = (
    component: ComponentKey,
    stop: AbortSignal,
    operation: (tools: Tools) => Promise<void>,
  ): Promise<ComponentResult> =>
    lanes.run(projectName(options.owner, component), async () => {
      try {
        stop.throwIfAborted();
        await withEngine(operation);
        return { kind: 'done' };
      } catch (error) {
        const aborted = { code: 'ABORTED', message: 'it was given up; what was begun is taken up again' };
        return { kind: 'failed', failure: stop.aborted ? aborted : failureOf(error) };
      }
    });

  const put = (component: RuntimeComponent, stop: AbortSignal): Promise<ComponentResult> => {
    const { timeoutMs, type } = component;
    const reserve = Math.min(timeoutMs * RESERVE_SHARE, LONGEST_RESERVE_MS);
    const signal = AbortSignal.any([stop, AbortSignal.timeout(Math.floor(timeoutMs - reserve))]);
    return attempt(component, stop, async (tools) => {
      if (type !== 'compose') throw new ComposeFailure('TYPE_UNSUPPORTED', `${type} is nothing that Compose deploys`);
      await deploy(tools, component, { stop, signal });
    });
  };

  return {
    installComponent: put,
    updateComponent: put,
    removeComponent: (component, stop) => attempt(component, stop, (tools) => takeDown(tools, component, stop)),
    list: () => withEngine(({ api, owner, workDir }) => present(api, owner, workDir)),
  };
}

/** What containers and records speak of: a crash may have left either without the other. */
async function present(api: Tools['api'], owner: string, workDir: string): Promise<readonly ComponentKey[]> {
  const labelled = (await api.containers(ownedBy(owner))).map(({ labels }) => keyOf(labels));
  const keys = [...labelled.filter((key) => key !== undefined), ...(await recorded(workDir, owner))];
  return [...new Map(keys.map((key) => [projectName(owner, key), key])).values()];
}
