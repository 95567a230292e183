import type { Host } from '../gateway.ts';
import type { ComponentKey, Runtime, RuntimeComponent } from '../runtimes/runtime.ts';
import type { Plant } from './defect.ts';

/** Replaces operations of every runtime by what they make of those that were there. */
export const throughRuntimes =
  (change: (runtime: Runtime) => Partial<Runtime>): Plant =>
  (parts) => {
    const changed = ({ runtime, ...host }: Host): Host => ({
      ...host,
      runtime: runtime && { ...passingOn(runtime), ...change(runtime) },
    });
    const { self, children } = parts.topology;
    return { ...parts, topology: { ...parts.topology, self: changed(self), children: children.map(changed) } };
  };

/** Changes each component that is installed or updated. */
export const altering = (alter: (component: RuntimeComponent) => RuntimeComponent): Plant =>
  throughRuntimes((runtime) => ({
    installComponent: (component, signal) => runtime.installComponent(alter(component), signal),
    updateComponent: (component, signal) => runtime.updateComponent(alter(component), signal),
  }));

/** One text for each component of each deployment. */
export const keyOf = ({ deploymentId, name }: ComponentKey): string => `${deploymentId}/${name}`;

/** A runtime can be of a class, whose operations a spread would lose. */
const passingOn = (runtime: Runtime): Runtime => ({
  installComponent: (component, signal) => runtime.installComponent(component, signal),
  updateComponent: (component, signal) => runtime.updateComponent(component, signal),
  removeComponent: (component, signal) => runtime.removeComponent(component, signal),
  list: () => runtime.list(),
});
