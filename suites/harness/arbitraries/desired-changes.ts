import fc from 'fast-check';

/** One thing that the operator does to what a client is to run. `choice` picks a device or one of what is deployed. */
export interface DesiredChange {
  readonly client: number;
  readonly verb: 'assign' | 'update' | 'withdraw';
  readonly choice: number;
  /** Whether the client sees this change before the next one is made. */
  readonly seen: boolean;
}

/** What an operator may do, in any order, to the desired states of a few clients; the last change is always seen. */
export const desiredChanges = (clients: number, longest: number): fc.Arbitrary<readonly DesiredChange[]> =>
  fc.array(
    fc.record({
      client: fc.nat(clients - 1),
      verb: fc.constantFrom('assign' as const, 'assign' as const, 'update' as const, 'withdraw' as const),
      choice: fc.nat(99),
      seen: fc.boolean(),
    }),
    { minLength: 1, maxLength: longest, size: 'max' },
  );
