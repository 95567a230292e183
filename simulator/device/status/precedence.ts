import type { DeploymentState } from '../../protocol/documents.ts';

/** Most severe first (STA-007); the second `removing` of the printed order is read as `removed` (position G-01). */
export const PRECEDENCE: readonly DeploymentState[] = [
  'failed',
  'removing',
  'installing',
  'pending',
  'removed',
  'installed',
];

/** The state of a deployment: the most severe one among its components. Throws `RangeError` where there are none. */
export function overallState(states: readonly DeploymentState[]): DeploymentState {
  const worst = PRECEDENCE.find((state) => states.includes(state));
  if (worst === undefined) throw new RangeError('a deployment without components has no state');
  return worst;
}
