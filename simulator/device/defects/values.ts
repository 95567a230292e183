import type { JsonValue } from '../../protocol/json.ts';
import { stringifyJson } from '../../protocol/json.ts';
import type { RuntimeComponent } from '../runtimes/runtime.ts';
import { type DeviceDefect, defect, type Plant, withMemory } from './defect.ts';
import { altering, keyOf, throughRuntimes } from './runtimes.ts';

const changingValues = (change: (value: JsonValue) => JsonValue): Plant =>
  altering((component) => ({
    ...component,
    values: component.values.map(({ pointer, value }) => ({ pointer, value: change(value) })),
  }));

/** Parameters or revisions that do not reach a component as the deployment has them. */
export const VALUE_DEFECTS: readonly DeviceDefect[] = [
  defect(
    'values-dropped',
    ['WFL-005'],
    'components run with the values of their packages, whatever the parameters say',
    altering((component) => ({ ...component, values: [] })),
  ),
  defect(
    'last-value-dropped',
    ['WFL-005'],
    'the last parameter of each component is lost',
    altering((component) => ({ ...component, values: component.values.slice(0, -1) })),
  ),
  defect(
    'values-of-another-component',
    ['WFL-005'],
    'each component gets the values of the one before it in its deployment',
    withMemory(valuesOfTheFormer),
  ),
  defect(
    'numbers-become-text',
    ['WFL-005'],
    'numbers and booleans arrive as texts',
    changingValues((value) => (typeof value === 'object' || typeof value === 'string' ? value : stringifyJson(value))),
  ),
  defect(
    'values-kept-on-update',
    ['WFL-005'],
    'an update of a component keeps the values with which it was installed',
    withMemory(() => keepingOnUpdate(({ values }) => ({ values }))),
  ),
  defect(
    'revision-kept-on-update',
    ['WFL-005'],
    'an update of a component keeps the revision with which it was installed',
    withMemory(() => keepingOnUpdate(({ repository, revision }) => ({ repository, revision }))),
  ),
];

function valuesOfTheFormer(): Plant {
  const formerOf = new Map<string, RuntimeComponent>();
  return altering((component) => {
    const former = formerOf.get(component.deploymentId);
    formerOf.set(component.deploymentId, component);
    return former && former.name !== component.name ? { ...component, values: former.values } : component;
  });
}

/** Updates whose component has something of the one that was installed. */
function keepingOnUpdate(kept: (installed: RuntimeComponent) => Partial<RuntimeComponent>): Plant {
  const installed = new Map<string, RuntimeComponent>();
  return throughRuntimes((runtime) => ({
    installComponent: (component, signal) => {
      installed.set(keyOf(component), component);
      return runtime.installComponent(component, signal);
    },
    updateComponent: (component, signal) => {
      const first = installed.get(keyOf(component));
      return runtime.updateComponent({ ...component, ...(first && kept(first)) }, signal);
    },
  }));
}
