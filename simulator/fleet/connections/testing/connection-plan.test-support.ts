import type { ConnectionPlan } from '../../plan/plan.ts';

export const aConnectionPlan = (changes: Partial<ConnectionPlan> = {}): ConnectionPlan => ({
  policy: 'keep-alive',
  idleMs: 60_000,
  shared: 2,
  sourceAddresses: [],
  ...changes,
});
