import type { DeploymentState, StatusError } from '../../protocol/documents.ts';
import { idOf, isReachable } from '../gateway.ts';
import type { AppliedComponent, AppliedDeployment } from '../state/device-state.ts';
import { removeComponents } from './clear.ts';
import { DEFAULT_TIMEOUT_MS } from './components.ts';
import { type Crew, componentsOn, hostNamed, step } from './crew.ts';
import { unreachable } from './placement.ts';
import type { Refusal } from './refuse.ts';

/**
 * Takes a deployment off its device, the last component first, and reports each change (WFL-005, WFL-006).
 * @throws Stopped, RuntimeUnavailable
 */
export async function remove(crew: Crew, applied: AppliedDeployment, version: bigint): Promise<void> {
  const { journal, topology } = crew;
  const host = hostNamed(topology, applied.deviceId);
  if (host && host !== topology.self && !isReachable(host)) {
    await journal.write(failedRemoval(applied, version, 'blocked', unreachable(idOf(host), topology)));
    return;
  }
  const there = await componentsOn(host, applied.deploymentId);
  let current = await journal.write({
    ...allRemoving(applied),
    adoptedVersion: version,
    stage: 'removing',
    error: null,
  });
  // What an update that came to nothing has left there is not among the components that are reported.
  const unlisted = there.filter(({ name }) => !applied.components.some((component) => component.name === name));
  const failure = host?.runtime && (await removeComponents(crew, host.runtime, unlisted));
  if (failure) {
    await journal.write(failedRemoval(current, version, 'stuck', failure));
    return;
  }
  const present = new Set(there.map(({ name }) => name));
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

/** A removal that does not even begin fails for all components; without a source, each one names itself (STA-011). */
export function failedRemoval(
  applied: AppliedDeployment,
  version: bigint,
  stage: 'blocked' | 'stuck',
  { code, message, source }: Pick<Refusal, 'code' | 'message' | 'source'>,
): AppliedDeployment {
  const error = (own: string): StatusError => ({ code, source: source ?? own, message });
  return {
    ...applied,
    adoptedVersion: version,
    stage,
    error: error(applied.name),
    components: applied.components.map((component) => ({
      ...component,
      state: 'failed',
      error: error(component.name),
    })),
  };
}

/** The whole deployment is going; what an earlier attempt has removed stays removed. */
const allRemoving = (applied: AppliedDeployment): AppliedDeployment => ({
  ...applied,
  components: applied.components.map((component) =>
    component.state === 'removed' ? component : { ...component, state: 'removing', error: null },
  ),
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
