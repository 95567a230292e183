import type { DesiredDeployment } from '../desired-state/deployment-document.ts';
import { idOf } from '../gateway.ts';
import type { RuntimeComponent } from '../runtimes/runtime.ts';
import type { AppliedComponent, AppliedDeployment } from '../state/device-state.ts';
import { leaveFormerDevice, removeComponents } from './clear.ts';
import { fingerprintOf } from './components.ts';
import { type Crew, componentsOn, hostNamed, step } from './crew.ts';
import { type Placed, place } from './placement.ts';
import { refusedDeployment } from './refuse.ts';

/** A deployment that is to be what its document says, under the manifest that says so. */
export interface Task {
  readonly desired: DesiredDeployment;
  readonly former: AppliedDeployment | undefined;
  readonly version: bigint;
}

/**
 * Installs or updates a deployment where it belongs, component by component in the order of its document (DEP-012).
 * @throws Stopped, RuntimeUnavailable
 */
export async function apply(crew: Crew, task: Task): Promise<void> {
  const { desired, former } = task;
  const placement = place(desired.document, crew.topology, former?.deviceId ?? null);
  if (placement.kind === 'refused') {
    await crew.journal.write(refusedDeployment(task, placement));
    return;
  }
  const wanted = crew.rules.componentsOf(desired.document);
  const there = await componentsOn(hostNamed(crew.topology, placement.deviceId), desired.deploymentId);
  // Components that the document no longer has go first, so that their names and ports are free.
  const obsolete = there.filter(({ name }) => !wanted.some((component) => component.name === name));
  const refusal =
    (await leaveFormerDevice(crew, former, placement.deviceId)) ??
    (await removeComponents(crew, placement.runtime, obsolete));
  if (refusal) {
    await crew.journal.write(refusedDeployment(task, refusal));
    return;
  }
  const present = new Set(there.map(({ name }) => name));
  const begun = await crew.journal.write(begin(crew, task, placement, wanted, present));
  await installAll(crew, placement, wanted, present, begun);
}

/** How the deployment stands before the first component is touched; what is there and equal stays as it is. */
function begin(
  { topology }: Crew,
  { desired: { deploymentId, digest, document }, former, version }: Task,
  { deviceId }: Placed,
  wanted: readonly RuntimeComponent[],
  present: ReadonlySet<string>,
): AppliedDeployment {
  const resumed = former?.stage === 'applying' && former.digest === digest;
  const components = wanted.map((component): AppliedComponent => {
    const known = former?.components.find(({ name }) => name === component.name);
    const fresh = { name: component.name, error: null };
    if (known?.state === 'installed' && known.fingerprint === fingerprintOf(component) && present.has(component.name))
      return { ...fresh, state: 'installed', fingerprint: known.fingerprint };
    return { ...fresh, state: resumed && known?.state === 'installing' ? 'installing' : 'pending', fingerprint: null };
  });
  return {
    deploymentId,
    digest,
    name: document.metadata.name,
    namespace: document.metadata.namespace,
    deviceId,
    reportedFor: deviceId === idOf(topology.self) ? null : deviceId,
    adoptedVersion: version,
    stage: 'applying',
    error: null,
    components,
    lastStatus: former?.lastStatus ?? null,
  };
}

async function installAll(
  crew: Crew,
  { runtime }: Placed,
  wanted: readonly RuntimeComponent[],
  present: ReadonlySet<string>,
  begun: AppliedDeployment,
): Promise<void> {
  let current = begun;
  for (const component of wanted) {
    if (current.components.some(({ name, state }) => name === component.name && state === 'installed')) continue;
    // The former component is installed at the moment that this one begins: one change, one status.
    current = await crew.journal.write(change(current, component, { state: 'installing', error: null }));
    const result = await step(crew, component.timeoutMs, (signal) =>
      present.has(component.name)
        ? runtime.updateComponent(component, signal)
        : runtime.installComponent(component, signal),
    );
    if (result.kind === 'failed') {
      const error = { ...result.failure, source: component.name };
      current = change(current, component, { state: 'failed', error });
      break;
    }
    current = change(current, component, { state: 'installed', error: null, fingerprint: fingerprintOf(component) });
  }
  await crew.journal.write({ ...current, stage: 'settled' });
}

const change = (
  applied: AppliedDeployment,
  { name }: RuntimeComponent,
  to: Partial<AppliedComponent>,
): AppliedDeployment => ({
  ...applied,
  components: applied.components.map((component) => (component.name === name ? { ...component, ...to } : component)),
});
