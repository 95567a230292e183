import type { ComponentKey } from '../runtime.ts';
import { compose } from './compose-command.ts';
import { ComposeFailure } from './failure.ts';
import { inProject, projectName } from './project.ts';
import type { Tools } from './tools.ts';
import { Workspace } from './workspace.ts';

/**
 * Removes a component, its networks and volumes, and what is known of it. Compose does it in order where its files are
 * still there; what is left then, or where they are lost, goes by the project's label.
 * @throws ComposeFailure, EngineError, the reason of the signal
 */
export async function takeDown(tools: Tools, component: ComponentKey, signal: AbortSignal): Promise<void> {
  const project = projectName(tools.owner, component);
  const workspace = new Workspace(tools.workDir, project);
  await inOrder(tools, project, workspace, signal);
  signal.throwIfAborted();
  await tools.api.removeAll(inProject(project));
  const left = await remains(tools, project);
  if (left.length > 0)
    throw new ComposeFailure('NOT_REMOVED', `${left.join(', ')} could not be removed; see what else uses them`);
  await workspace.remove();
}

async function inOrder(tools: Tools, project: string, workspace: Workspace, signal: AbortSignal): Promise<void> {
  const record = await workspace.read();
  const release = record?.attempted ?? record?.running;
  if (!release) return;
  const files = await workspace.filesOf(release);
  const call = { project, files: [files.compose, files.override], environment: release.environment, signal } as const;
  try {
    await compose(tools.engine, call, ['down', '--volumes', '--remove-orphans'], 'COMPOSE_FAILED');
  } catch (error) {
    if (!(error instanceof ComposeFailure)) throw error;
  }
}

const remains = async ({ api }: Tools, project: string): Promise<readonly string[]> => [
  ...(await api.containers(inProject(project))).map(({ name }) => name),
  ...(await api.remains(inProject(project))),
];
