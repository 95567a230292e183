import type { ApplicationDeployment, DeploymentComponent, Parameter } from '../../protocol/documents.ts';
import { stringifyJson } from '../../protocol/json.ts';
import { jsonOf } from '../json-of.ts';
import { durationMs } from '../runtimes/duration.ts';
import type { ComponentValue, RuntimeComponent } from '../runtimes/runtime.ts';

/** How long a component may take where the deployment says nothing. */
export const DEFAULT_TIMEOUT_MS = 300_000;

/** The components in the order of the document, which is the order of installation (DEP-012), with their parameters. */
export function componentsOf({ id, metadata, spec }: ApplicationDeployment): readonly RuntimeComponent[] {
  return spec.deploymentProfile.components.map(({ name, properties }: DeploymentComponent) => ({
    deploymentId: id,
    namespace: metadata.namespace,
    name,
    type: spec.deploymentProfile.type,
    repository: properties.repository,
    revision: properties.revision,
    wait: properties.wait ?? true,
    timeoutMs: (properties.timeout === undefined ? undefined : durationMs(properties.timeout)) ?? DEFAULT_TIMEOUT_MS,
    values: valuesFor(name, spec.parameters ?? {}),
  }));
}

/** A target that names another component, or one that does not exist, is nothing to this one (DEP-008). */
function valuesFor(component: string, parameters: Readonly<Record<string, Parameter>>): readonly ComponentValue[] {
  return Object.values(parameters).flatMap(({ value, targets }) =>
    targets.filter(({ components }) => components.includes(component)).map(({ pointer }) => ({ pointer, value })),
  );
}

/** Equal for components that need no update; how long to wait for one does not change it. */
export const fingerprintOf = ({ type, repository, revision, values }: RuntimeComponent): string =>
  stringifyJson(jsonOf({ type, repository, revision, values }));
