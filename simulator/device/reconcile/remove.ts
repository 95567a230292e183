import type { DeploymentState, StatusError } from '../../protocol/documents.ts';
import { idOf, isReachable } from '../gateway.ts';
import type { AppliedComponent, AppliedDeployment } from '../state/device-state.ts';
import { DEFAULT_TIMEOUT_MS } from './components.ts';
import { type Crew, componentsOn, hostNamed, step } from './crew.ts';
import { unreachable } from './placement.ts';

/** Takes a deployment off its device, the last component first, and reports each change (WFL-005, WFL-006). */
export async function remove(crew: Crew, applied: AppliedDeployment, version: bigint): Promise<void> {
  const { journal, topology } = crew;
  const host = hostNamed(topology, applied.deviceId);
  if (host && host !== topology.self && !isReachable(host)) {
    const { code, message } = unreachable(idOf(host), topology);
    const error = { code, source: idOf(topology.self), message };
    await journal.write({ ...all(applied, 'failed', error), adoptedVersion: version, stage: 'blocked', error });
    return;
  }
  let current = await journal.write({
    ...(applied.stage === 'removing' ? applied : all(applied, 'removing', null)),
    adoptedVersion: version,
    stage: 'removing',
    error: null,
  });
  const present = new Set((await componentsOn(host, applied.deploymentId)).map(({ name }) => name));
  const names = [...current.components].reverse().map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    const key = { deploymentId: applied.deploymentId, namespace: applied.namespace, name };
    const runtime = present.has(name) ? host?.runtime : undefined;
    const result = runtime
      ? await step(crew, DEFAULT_TIMEOUT_MS, (signal) => runtime.removeComponent(key, signal))
      : { kind: 'done' as const };
    if (result.kind === 'failed') {
      const error = { ...result.failure, source: name };
      await journal.write({ ...set(current, name, 'failed', error), stage: 'stuck' });
      return;
    }
    const next = set(current, name, 'removed', null);
    if (index < names.length - 1) current = await journal.write(next);
    else await journal.close(next);
  }
}

const all = (applied: AppliedDeployment, state: DeploymentState, error: StatusError | null): AppliedDeployment => ({
  ...applied,
  components: applied.components.map((component) => ({ ...component, state, error })),
});

const set = (
  applied: AppliedDeployment,
  name: string,
  state: DeploymentState,
  error: StatusError | null,
): AppliedDeployment => ({
  ...applied,
  components: applied.components.map(
    (component): AppliedComponent =>
      component.name === name ? { ...component, state, error, fingerprint: null } : component,
  ),
});
