import type { DeviceDefect, DeviceParts } from './defect.ts';
import { DEPLOYMENT_DEFECTS } from './deployments.ts';
import { MEMORY_DEFECTS } from './memory.ts';
import { REPORT_DEFECTS } from './reports.ts';
import { VALUE_DEFECTS } from './values.ts';

export type { DeviceDefect, DeviceParts } from './defect.ts';

/** Every deliberate fault that a simulated device can be given. */
export const DEVICE_DEFECTS: readonly DeviceDefect[] = [
  ...VALUE_DEFECTS,
  ...DEPLOYMENT_DEFECTS,
  ...MEMORY_DEFECTS,
  ...REPORT_DEFECTS,
];

const BY_NAME: ReadonlyMap<string, DeviceDefect> = new Map(DEVICE_DEFECTS.map((defect) => [defect.name, defect]));

/** The parts of a device with the fault of that name in them; `null` for none. Throws `DEFECT_UNKNOWN` (RangeError). */
export function plantDefect(name: string | null, parts: DeviceParts): DeviceParts {
  if (name === null) return parts;
  const defect = BY_NAME.get(name);
  if (!defect) throw new RangeError(`DEFECT_UNKNOWN: ${JSON.stringify(name)} is no defect of the simulated device`);
  return defect.plant(parts);
}
