import { type ArtifactRules, correctArtifactRules } from '../artifacts/rules.ts';
import { ARTIFACT_DEFECTS } from './artifacts.ts';
import type { DeviceDefect, DeviceParts } from './defect.ts';
import { DEPLOYMENT_DEFECTS } from './deployments.ts';
import { ENDPOINT_DEFECTS } from './endpoints.ts';
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
  ...ENDPOINT_DEFECTS,
  ...ARTIFACT_DEFECTS,
];

const BY_NAME: ReadonlyMap<string, DeviceDefect> = new Map(DEVICE_DEFECTS.map((defect) => [defect.name, defect]));

/** The parts of a device with the fault of that name in them; `null` for none. Throws `DEFECT_UNKNOWN` (RangeError). */
export const plantDefect = (name: string | null, parts: DeviceParts): DeviceParts =>
  name === null ? parts : findDefect(name).plant(parts);

/** As {@link plantDefect}, in the rules by which a device takes artifacts; most faults change nothing there. */
export const plantInArtifacts = (name: string | null, rules: ArtifactRules = correctArtifactRules): ArtifactRules =>
  name === null ? rules : findDefect(name).plantInArtifacts(rules);

function findDefect(name: string): DeviceDefect {
  const found = BY_NAME.get(name);
  if (!found) throw new RangeError(`DEFECT_UNKNOWN: ${JSON.stringify(name)} is no defect of the simulated device`);
  return found;
}
