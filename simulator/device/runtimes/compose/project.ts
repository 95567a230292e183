import { createHash } from 'node:crypto';
import type { Labels } from '../../../engine/api/engine-api.ts';
import type { ComponentKey } from '../runtime.ts';

const OWNER = 'waspect.owner';
const DEPLOYMENT = 'waspect.deployment';
const NAMESPACE = 'waspect.namespace';
const COMPONENT = 'waspect.component';

/** Set by Compose itself on everything that it makes. */
const PROJECT = 'com.docker.compose.project';

/**
 * The Compose project of a component: the same for the same component of the same device, another for any other,
 * whatever the names are made of; begins with the component's name for the eye.
 */
export function projectName(owner: string, { deploymentId, namespace, name }: ComponentKey): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([owner, deploymentId, namespace, name]))
    .digest('hex');
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 24);
  return `${readable || 'component'}-${digest.slice(0, 24)}`;
}

/** What a container says about whose it is. */
export const labelsOf = (owner: string, { deploymentId, namespace, name }: ComponentKey): Labels => ({
  [OWNER]: owner,
  [DEPLOYMENT]: deploymentId,
  [NAMESPACE]: namespace,
  [COMPONENT]: name,
});

export const ownedBy = (owner: string): Labels => ({ [OWNER]: owner });

export const inProject = (project: string): Labels => ({ [PROJECT]: project });

/** Undefined where the labels are not ours. */
export function keyOf(labels: Labels): ComponentKey | undefined {
  const { [DEPLOYMENT]: deploymentId, [NAMESPACE]: namespace, [COMPONENT]: name } = labels;
  return deploymentId === undefined || namespace === undefined || name === undefined
    ? undefined
    : { deploymentId, namespace, name };
}
