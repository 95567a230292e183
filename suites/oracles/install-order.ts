import { broken, HOLDS, type Judgement } from './judgement.ts';

/** One operation on a component, where it was carried out. */
export interface CarriedOut {
  readonly deploymentId: string;
  readonly component: string;
  readonly operation: 'install' | 'update' | 'remove';
  /** By one clock, in milliseconds. */
  readonly begun: number;
  /** Infinite while it lasts, or where the device was cut short. */
  readonly ended: number;
}

/** A component is not touched before the one listed before it has come to its end, in one round of a deployment (DEP-012). */
export function keepsOrder(round: readonly CarriedOut[], listed: readonly string[]): Judgement {
  const placed = round.filter(({ operation }) => operation !== 'remove');
  for (const [index, later] of placed.entries())
    for (const earlier of placed.slice(0, index)) {
      const reversed = listed.indexOf(later.component) < listed.indexOf(earlier.component);
      if (reversed || later.begun < earlier.ended)
        return broken(
          `components one after the other as listed: ${listed.join(', ')}`,
          `${later.component} begun ${reversed ? 'after' : 'during'} ${earlier.component}`,
        );
    }
  return HOLDS;
}
