import type { JsonObject } from './json.ts';
import { member } from './json-members.ts';

const ROLE_OF_TYPE: Readonly<Record<string, string>> = { helm: 'Standalone Cluster', compose: 'Standalone Device' };

/** CAP-018: roles say what later revisions say by deployment types, and what is a gateway by their absence. */
export function rolesOf(properties: JsonObject): readonly string[] {
  const types = member(properties, 'supportedDeploymentTypes');
  const roles = Object.entries(ROLE_OF_TYPE).filter(([type]) => Array.isArray(types) && types.includes(type));
  if (roles.length > 0) return roles.map(([, role]) => role);
  return member(properties, 'cpus') === undefined ? ['Gateway'] : ['Standalone Device'];
}
