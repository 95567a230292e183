import { broken, HOLDS, type Judgement } from './judgement.ts';

/** Two texts of one UUID are one id (RFC 9562, 4): whether the manifest spells it as the YAML does is DSM-014. */
const sameId =
  (left: string) =>
  (right: string): boolean =>
    left.toLowerCase() === right.toLowerCase();

/** The manifest lists what the operator assigned and did not withdraw: no deployment missing, none besides (DSM-001). */
export function listsExactly(listed: readonly string[], assigned: readonly string[]): Judgement {
  const missing = assigned.filter((id) => !listed.some(sameId(id)));
  const foreign = listed.filter((id) => !assigned.some(sameId(id)));
  if (missing.length === 0 && foreign.length === 0) return HOLDS;
  return broken(
    `exactly the deployments that were assigned: ${assigned.join(', ') || 'none'}`,
    `${missing.length > 0 ? `without ${missing.join(', ')}` : ''}${missing.length > 0 && foreign.length > 0 ? '; ' : ''}${foreign.length > 0 ? `with ${foreign.join(', ')} besides` : ''}`,
  );
}
