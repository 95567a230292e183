import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RuntimeComponent } from '../../device/runtimes/runtime.ts';
import type { DeviceState } from '../../device/state/device-state.ts';

/** All that a device has beyond its switched-on self. */
export interface DeviceMemory {
  readonly state: DeviceState;
  /** What runs, by the id of the machine that it runs on. */
  readonly components: readonly MachineComponents[];
}

export interface MachineComponents {
  readonly deviceId: string;
  readonly components: readonly RuntimeComponent[];
}

/**
 * A memory in as few bytes as will do, in a text of characters below 256: such a text takes a byte each and is kept with
 * the heap's other values, where a buffer would cost a hundred bytes beside its own.
 */
export const pack = (memory: DeviceMemory): string =>
  deflateRawSync(serialize(memory), { level: 6, memLevel: 6, windowBits: 12 }).toString('latin1');

/** What {@link pack} was given. */
export function unpack(packed: string): DeviceMemory {
  const memory: unknown = deserialize(inflateRawSync(Buffer.from(packed, 'latin1')));
  if (!isMemory(memory)) throw new TypeError('this is no packed memory of a device');
  return memory;
}

const isMemory = (value: unknown): value is DeviceMemory =>
  typeof value === 'object' && value !== null && 'state' in value && 'components' in value;
