import fc from 'fast-check';
import type { DeviceRequest } from '../../oracles/device-law.ts';

/** One request about a device, by one of several clients. */
export interface DeviceOperation {
  readonly client: number;
  readonly kind: DeviceRequest;
  readonly deviceId: string;
  /** Makes one report of a device differ from the next. */
  readonly edition: number;
}

/** Reports and removals in any order; reports come more often, so that removals find something. */
export const deviceOperations = (
  clients: number,
  deviceIds: readonly string[],
  maxLength = 14,
): fc.Arbitrary<readonly DeviceOperation[]> =>
  fc.array(
    fc.record({
      client: fc.nat(clients - 1),
      kind: fc.constantFrom<DeviceRequest>('report', 'report', 'remove'),
      deviceId: fc.constantFrom(...deviceIds),
      edition: fc.nat(999),
    }),
    { minLength: 3, maxLength, size: 'max' },
  );
