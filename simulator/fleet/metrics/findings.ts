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
    // Many warnings do not hide a failure. Those of one device at one time are of one slice, and stay in its order.
    (a, b) => rank(a) - rank(b) || a.at - b.at || a.device - b.device,
  );
}

const rank = ({ severity }: ViolationReport): number => (severity === 'fail' ? 0 : 1);

export function keptIncidents(): KeptIncidents {
  return new Kept(
    INCIDENTS_OF_A_CODE,
    ({ code }) => code,
    (a, b) => a.at - b.at || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0),
  );
}
