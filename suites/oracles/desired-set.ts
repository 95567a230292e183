import { broken, HOLDS, type Judgement } from './judgement.ts';

/** The manifest lists what the operator assigned and did not withdraw: no deployment missing, none besides (DSM-001). */
export function listsExactly(listed: readonly string[], assigned: readonly string[]): Judgement {
  const missing = assigned.filter((id) => !listed.includes(id));
  const foreign = listed.filter((id) => !assigned.includes(id));
  if (missing.length === 0 && foreign.length === 0) return HOLDS;
  return broken(
    `exactly the deployments that were assigned: ${assigned.join(', ') || 'none'}`,
    `${missing.length > 0 ? `without ${missing.join(', ')}` : ''}${missing.length > 0 && foreign.length > 0 ? '; ' : ''}${foreign.length > 0 ? `with ${foreign.join(', ')} besides` : ''}`,
  );
}
