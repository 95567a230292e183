import { Kept } from './kept.ts';
import type { Incident, ViolationReport } from './report.ts';

const VIOLATIONS_OF_A_REQUIREMENT = 10;
const INCIDENTS_OF_A_CODE = 20;

export type KeptViolations = Kept<ViolationReport>;
export type KeptIncidents = Kept<Incident>;

export function keptViolations(): KeptViolations {
  return new Kept(
    VIOLATIONS_OF_A_REQUIREMENT,
    ({ requirement }) => requirement,
    // Those of one device at one time are of one slice, and stay in the order in which it found them.
    (a, b) => a.at - b.at || a.device - b.device,
  );
}

export function keptIncidents(): KeptIncidents {
  return new Kept(
    INCIDENTS_OF_A_CODE,
    ({ code }) => code,
    (a, b) => a.at - b.at || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0),
  );
}
