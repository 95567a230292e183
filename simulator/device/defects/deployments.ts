import type { ApplicationDeployment } from '../../protocol/documents.ts';
import type { Host, Topology } from '../gateway.ts';
import type { DeviceRules } from '../rules.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { AppliedDeployment } from '../state/device-state.ts';
import { type DeviceDefect, defect, type Plant, withMemory } from './defect.ts';
import { altering, throughRuntimes } from './runtimes.ts';

/** Replaces rules by what they make of the rules that were there. */
const deciding =
  (change: (rules: DeviceRules) => Partial<DeviceRules>): Plant =>
  (parts) => ({ ...parts, rules: { ...parts.rules, ...change(parts.rules) } });

/** Components that are not there, there too, elsewhere, or in another order. */
export const DEPLOYMENT_DEFECTS: readonly DeviceDefect[] = [
  defect(
    'order-reversed',
    ['DEP-012'],
    'the last component is installed first',
    deciding(({ componentsOf }) => ({
      componentsOf: (document: ApplicationDeployment) => componentsOf(document).toReversed(),
    })),
  ),
  defect(
    'readiness-not-awaited',
    ['DEP-012'],
    'a component counts as installed before it is ready, although its deployment waits for it',
    altering((component) => ({ ...component, wait: false })),
  ),
  defect(
    'timeout-not-kept',
    ['DEP-012'],
    'a component that never becomes ready is waited for beyond the time that its deployment gives it',
    deciding(({ componentsOf }) => ({
      componentsOf: (document: ApplicationDeployment) =>
        componentsOf(document).map((component) => ({ ...component, timeoutMs: component.timeoutMs * 1000 })),
    })),
  ),
  defect(
    'failure-taken-for-success',
    ['DEP-012', 'WFL-006'],
    'a component that could not be installed counts as installed, and the next one follows',
    throughRuntimes((runtime) => ({
      installComponent: async (component, signal) => {
        await runtime.installComponent(component, signal);
        return { kind: 'done' };
      },
      updateComponent: async (component, signal) => {
        await runtime.updateComponent(component, signal);
        return { kind: 'done' };
      },
    })),
  ),
  defect(
    'release-left-behind',
    ['WFL-005'],
    'a withdrawn deployment is reported as removed and runs on',
    throughRuntimes(() => ({ removeComponent: async () => ({ kind: 'done' }) })),
  ),
  defect(
    'one-component-left-behind',
    ['WFL-005'],
    'of the components of a withdrawn deployment the last one runs on',
    withMemory(sparingTheFirstRemoved),
  ),
  defect(
    'removal-takes-another-along',
    ['WFL-005'],
    'the removal of a deployment removes components of the same name in others',
    throughRuntimes(removingNamesakes),
  ),
  defect(
    'update-installs-beside',
    ['WFL-005'],
    'an update installs the component once more under another name',
    throughRuntimes((runtime) => ({
      updateComponent: (component, signal) =>
        runtime.installComponent({ ...component, name: `${component.name}-2` }, signal),
    })),
  ),
  defect(
    'update-without-effect',
    ['WFL-005'],
    'an update is reported as installed and changes nothing',
    throughRuntimes(() => ({ updateComponent: async () => ({ kind: 'done' }) })),
  ),
  defect('wrong-machine', ['GWY-008'], 'the machines behind a client get the workloads of each other', (parts) => ({
    ...parts,
    topology: passedOn(parts.topology),
  })),
  defect(
    'withdrawal-not-carried-out',
    ['WFL-005'],
    'what a manifest no longer lists stays as it is',
    deciding(({ plan }) => ({
      plan: (desired, applied, options) => plan(desired, applied, options).filter(({ kind }) => kind !== 'remove'),
    })),
  ),
  defect(
    'rollback-accepted',
    ['WFL-002'],
    'a manifest whose version is lower than the one in use is carried out',
    deciding(() => ({ refuseRollback: () => undefined })),
  ),
  defect(
    'failure-tried-for-ever',
    ['WFL-006'],
    'a deployment that has failed is installed anew with every poll, although nothing has changed',
    deciding(retryingFailures),
  ),
];

function sparingTheFirstRemoved(): Plant {
  const spared = new Set<string>();
  return throughRuntimes((runtime) => ({
    removeComponent: async (component, signal) => {
      if (spared.has(component.deploymentId)) return runtime.removeComponent(component, signal);
      spared.add(component.deploymentId);
      return { kind: 'done' };
    },
  }));
}

function removingNamesakes(runtime: Runtime): Partial<Runtime> {
  return {
    removeComponent: async (component, signal) => {
      const namesakes = (await runtime.list()).filter(({ name }) => name === component.name);
      for (const namesake of namesakes) await runtime.removeComponent(namesake, signal);
      return runtime.removeComponent(component, signal);
    },
  };
}

/** Every machine that hosts workloads with the runtime of the one before it. */
function passedOn({ self, children, ...rest }: Topology): Topology {
  const runtimes = [self, ...children].flatMap(({ runtime }) => runtime ?? []);
  const next = (host: Host): Host =>
    host.runtime ? { ...host, runtime: runtimes.at(runtimes.indexOf(host.runtime) - 1) ?? null } : host;
  return { ...rest, self: next(self), children: children.map(next) };
}

function retryingFailures({ plan, triesAgain }: DeviceRules): Partial<DeviceRules> {
  const hasFailed = ({ components }: AppliedDeployment): boolean => components.some(({ state }) => state === 'failed');
  return {
    plan: (desired, applied, options) =>
      plan(
        desired,
        applied.map((item) => (hasFailed(item) ? { ...item, digest: '' } : item)),
        options,
      ),
    triesAgain: (applied) => triesAgain(applied) || hasFailed(applied),
  };
}
