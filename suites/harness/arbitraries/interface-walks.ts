import fc from 'fast-check';
import type { DeploymentState } from '../../../simulator/protocol/documents.ts';

/** One step of a walk over the whole interface; a choice picks among what there is when the step comes. */
export type InterfaceStep =
  | { readonly kind: 'report' | 'remove'; readonly device: number; readonly times: number }
  | { readonly kind: 'assign' | 'update' | 'withdraw'; readonly choice: number }
  | { readonly kind: 'status'; readonly choice: number; readonly state: DeploymentState; readonly times: number }
  | { readonly kind: 'read'; readonly times: number };

const times = fc.integer({ min: 1, max: 3 });
const choice = fc.nat(20);

const step: fc.Arbitrary<InterfaceStep> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('report' as const, 'remove' as const),
      device: fc.integer({ min: 1, max: 3 }),
      times,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('assign' as const, 'update' as const, 'withdraw' as const), choice }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      choice,
      state: fc.constantFrom<DeploymentState>('pending', 'installing', 'installed', 'failed'),
      times,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read' as const), times }) },
);

/** Steps of devices, operator and statuses in any order, some of them repeated. */
export const interfaceWalk: fc.Arbitrary<readonly InterfaceStep[]> = fc.array(step, { minLength: 5, maxLength: 14 });
