import type { Peer } from './peer.ts';

/**
 * Which recognised clients are served (WIP-012, WIP-013): those that the operator admitted one by one, or all of the
 * namespace save those that the operator retired.
 */
export type PolicyKind = 'explicit-list' | 'namespace';

export type Decision = 'admitted' | 'retired';

export const admits = (policy: PolicyKind, _peer: Peer, decision: Decision | undefined): boolean =>
  policy === 'namespace' ? decision !== 'retired' : decision === 'admitted';
