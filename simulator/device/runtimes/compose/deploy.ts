import type { RuntimeComponent } from '../runtime.ts';
import { type Application, applicationOf, overrideOf } from './application.ts';
import { up, upAndReady } from './bring-up.ts';
import { type ComposeCall, compose } from './compose-command.ts';
import { environmentOf } from './environment.ts';
import { ComposeFailure, failureOf } from './failure.ts';
import { provideImages } from './images.ts';
import { labelsOf, projectName } from './project.ts';
import { Readiness } from './readiness.ts';
import { takeDown } from './take-down.ts';
import type { Patience, Tools } from './tools.ts';
import { type ComponentRecord, type Release, Workspace } from './workspace.ts';

/** How long the former release may take to come back. */
const RESTORE_MS = 60_000;

/**
 * Makes a component what it is to be. Whatever is wrong with the artifact, its parameters or its images is found before
 * anything that runs is touched; what fails later is undone, back to the release that ran.
 * @throws ComposeFailure, DeviceError, EngineError, the reason of a signal
 */
export async function deploy(tools: Tools, component: RuntimeComponent, patience: Patience): Promise<void> {
  const project = projectName(tools.owner, component);
  const workspace = new Workspace(tools.workDir, project);
  const record = await workspace.read();
  const base = record ?? blank(component);
  try {
    const preparing = prepare(tools, component, workspace, patience.signal);
    const prepared = await inTime(preparing, component, patience, () => 'its artifact and images');
    const { release } = prepared;
    await workspace.write({ ...base, attempted: release });
    await bringUp(tools, component, workspace, prepared, patience).catch(async (error: unknown) => {
      patience.stop.throwIfAborted();
      throw await undo(tools, workspace, base, error, patience);
    });
    const done = { ...base, running: release, attempted: null };
    await workspace.write(done);
    await workspace.tidy(done);
  } catch (error) {
    const left = await workspace.read();
    if (left) await workspace.tidy(left);
    else await workspace.remove();
    throw error;
  }
}

interface Prepared {
  readonly release: Release;
  readonly application: Application;
}

async function prepare(
  tools: Tools,
  component: RuntimeComponent,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Prepared> {
  const environment = environmentOf(component.values);
  const { repository, revision } = component;
  const fetched = await tools.artifacts.fetch({ type: 'compose', repository, revision }, signal);
  signal.throwIfAborted();
  if (fetched.kind === 'refused') throw new ComposeFailure(fetched.failure.code, fetched.failure.message);
  const bare = { application: await workspace.unpack(fetched.artifact, signal), environment, override: '' };
  const files = await workspace.filesOf(bare);
  const call = { project: projectName(tools.owner, component), files: [files.compose], environment, signal } as const;
  const application = applicationOf(await compose(tools.engine, call, ['config'], 'COMPOSE_INVALID'));
  await provideImages(tools, call, application);
  return { application, release: { ...bare, override: overrideOf(application, labelsOf(tools.owner, component)) } };
}

async function bringUp(
  tools: Tools,
  component: RuntimeComponent,
  workspace: Workspace,
  { release, application }: Prepared,
  patience: Patience,
): Promise<void> {
  const { engine, api, settleMs, owner } = tools;
  const project = projectName(owner, component);
  const call = await callFor(workspace, project, release, patience.signal);
  const readiness = await Readiness.begin({ api, project, application, settleMs });
  const bringing = component.wait ? upAndReady(engine, call, readiness) : up(engine, call);
  await inTime(bringing, component, patience, () => readiness.waitingFor);
}

/** Says what was waited for where the time of the component was over. */
async function inTime<Result>(
  work: Promise<Result>,
  { timeoutMs }: RuntimeComponent,
  { signal, stop }: Patience,
  waitingFor: () => string,
): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (stop.aborted || !signal.aborted) throw error;
    const message = `not ready within ${timeoutMs / 1000} s: still waiting for ${waitingFor()}`;
    throw new ComposeFailure('NOT_READY_IN_TIME', message, { cause: error });
  }
}

/** Brings back what ran before; where nothing did, nothing stays. Answers the failure to report. */
async function undo(
  tools: Tools,
  workspace: Workspace,
  base: ComponentRecord,
  error: unknown,
  { stop }: Patience,
): Promise<ComposeFailure> {
  const { code, message } = failureOf(error);
  const project = projectName(tools.owner, base);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(RESTORE_MS)]);
  try {
    if (!base.running) {
      await takeDown(tools, base, signal);
      return new ComposeFailure(code, message, { cause: error });
    }
    await up(tools.engine, await callFor(workspace, project, base.running, signal));
    await workspace.write({ ...base, attempted: null });
    return new ComposeFailure(code, `${message}; the former version was started again`, { cause: error });
  } catch (second) {
    stop.throwIfAborted();
    const why = failureOf(second).message;
    return new ComposeFailure(code, `${message}; and it could not be undone: ${why}`, { cause: error });
  }
}

async function callFor(
  workspace: Workspace,
  project: string,
  release: Release,
  signal: AbortSignal,
): Promise<ComposeCall> {
  const files = await workspace.filesOf(release);
  return { project, files: [files.compose, files.override], environment: release.environment, signal };
}

const blank = ({ deploymentId, namespace, name }: RuntimeComponent): ComponentRecord => ({
  deploymentId,
  namespace,
  name,
  running: null,
  attempted: null,
});
