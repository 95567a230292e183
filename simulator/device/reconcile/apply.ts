import type { DesiredDeployment } from '../desired-state/deployment-document.ts';
import { idOf, isReachable } from '../gateway.ts';
import type { ComponentKey, Runtime, RuntimeComponent } from '../runtimes/runtime.ts';
import type { AppliedComponent, AppliedDeployment } from '../state/device-state.ts';
import { componentsOf, DEFAULT_TIMEOUT_MS, fingerprintOf } from './components.ts';
import { type Crew, componentsOn, hostNamed, step } from './crew.ts';
import { type Placed, place, type Refused, unreachable } from './placement.ts';
import { refusedDeployment } from './refuse.ts';

type Refusal = Omit<Refused, 'kind'>;

/** Installs or updates a deployment where it belongs, component by component in the order of its document (DEP-012). */
export async function apply(
  crew: Crew,
  desired: DesiredDeployment,
  former: AppliedDeployment | undefined,
  version: bigint,
): Promise<void> {
  const placement = place(desired.document, crew.topology, former?.deviceId ?? null);
  if (placement.kind === 'refused') {
    await crew.journal.write(refusedDeployment(desired, former, version, placement));
    return;
  }
  const wanted = componentsOf(desired.document);
  const failure = (await leaveFormerDevice(crew, former, placement)) ?? (await clearObsolete(crew, placement, wanted));
  if (failure) {
    await crew.journal.write(refusedDeployment(desired, former, version, failure));
    return;
  }
  await installAll(crew, placement, wanted, await begin(crew, desired, former, version, placement, wanted));
}

/** A deployment that moves leaves nothing behind; where its former device is away, it waits. */
async function leaveFormerDevice(
  crew: Crew,
  former: AppliedDeployment | undefined,
  { deviceId }: Placed,
): Promise<Refusal | undefined> {
  if (!former || former.deviceId === null || former.deviceId === deviceId) return undefined;
  const host = hostNamed(crew.topology, former.deviceId);
  if (!host?.runtime) return undefined;
  if (host !== crew.topology.self && !isReachable(host)) return unreachable(idOf(host), crew.topology);
  return removeAll(crew, host.runtime, await componentsOn(host, former.deploymentId));
}

/** Components that the document no longer has go first, so that their names and ports are free. */
async function clearObsolete(
  crew: Crew,
  { deviceId, runtime }: Placed,
  wanted: readonly RuntimeComponent[],
): Promise<Refusal | undefined> {
  const names = new Set(wanted.map(({ name }) => name));
  const present = await componentsOn(hostNamed(crew.topology, deviceId), wanted[0]?.deploymentId ?? '');
  return removeAll(
    crew,
    runtime,
    present.filter(({ name }) => !names.has(name)),
  );
}

async function removeAll(
  crew: Crew,
  runtime: Runtime,
  components: readonly ComponentKey[],
): Promise<Refusal | undefined> {
  for (const component of [...components].reverse()) {
    const result = await step(crew, DEFAULT_TIMEOUT_MS, (signal) => runtime.removeComponent(component, signal));
    if (result.kind === 'failed') return { ...result.failure, source: null, deviceId: null, passing: false };
  }
  return undefined;
}

/** Writes down that the deployment is being applied; what is there already and equal stays as it is. */
async function begin(
  crew: Crew,
  { deploymentId, digest, document }: DesiredDeployment,
  former: AppliedDeployment | undefined,
  version: bigint,
  { deviceId }: Placed,
  wanted: readonly RuntimeComponent[],
): Promise<AppliedDeployment> {
  const present = new Set(
    (await componentsOn(hostNamed(crew.topology, deviceId), deploymentId)).map(({ name }) => name),
  );
  const resumed = former?.stage === 'applying' && former.digest === digest;
  const components = wanted.map((component): AppliedComponent => {
    const known = former?.components.find(({ name }) => name === component.name);
    const fresh = { name: component.name, error: null };
    if (known?.state === 'installed' && known.fingerprint === fingerprintOf(component) && present.has(component.name))
      return { ...fresh, state: 'installed', fingerprint: known.fingerprint };
    return { ...fresh, state: resumed && known?.state === 'installing' ? 'installing' : 'pending', fingerprint: null };
  });
  return crew.journal.write({
    deploymentId,
    digest,
    name: document.metadata.name,
    namespace: document.metadata.namespace,
    deviceId,
    reportedFor: deviceId === idOf(crew.topology.self) ? null : deviceId,
    adoptedVersion: version,
    stage: 'applying',
    error: null,
    components,
    lastStatus: former?.lastStatus ?? null,
  });
}

async function installAll(
  crew: Crew,
  { deviceId, runtime }: Placed,
  wanted: readonly RuntimeComponent[],
  begun: AppliedDeployment,
): Promise<void> {
  const present = new Set(
    (await componentsOn(hostNamed(crew.topology, deviceId), begun.deploymentId)).map(({ name }) => name),
  );
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
