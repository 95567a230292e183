import { ARTIFACT_DEFECTS } from './artifacts.ts';
import { CAPABILITY_DEFECTS } from './capabilities.ts';
import { CONNECTION_DEFECTS } from './connections.ts';
import type { Defect } from './defect.ts';
import { DEPLOYMENT_DEFECTS } from './deployments.ts';
import { IDENTITY_DEFECTS } from './identity.ts';
import { MANIFEST_DEFECTS } from './manifest.ts';
import { PROBLEM_DEFECTS } from './problems.ts';
import { STATUS_DEFECTS } from './status.ts';
import { TRUST_DEFECTS } from './trust.ts';

export type { Defect } from './defect.ts';

/** Every deliberate fault that the reference WAS can be started with. */
export const DEFECTS: readonly Defect[] = [
  ...IDENTITY_DEFECTS,
  ...CONNECTION_DEFECTS,
  ...CAPABILITY_DEFECTS,
  ...MANIFEST_DEFECTS,
  ...ARTIFACT_DEFECTS,
  ...DEPLOYMENT_DEFECTS,
  ...STATUS_DEFECTS,
  ...PROBLEM_DEFECTS,
  ...TRUST_DEFECTS,
];

const BY_ID: ReadonlyMap<string, Defect> = new Map(DEFECTS.map((defect) => [defect.id, defect]));

/** Throws `DEFECT_UNKNOWN` where there is none of that id. */
export function findDefect(id: string): Defect {
  const found = BY_ID.get(id);
  if (!found) throw new RangeError(`DEFECT_UNKNOWN: ${JSON.stringify(id)} is no defect of the reference WAS`);
  return found;
}
