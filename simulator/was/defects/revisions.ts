import type { RevisionId } from '../../protocol/revision.ts';
import type { Defect } from './defect.ts';

/** Areas of the catalogue, and single requirements of others, that are in force in a revision before 1.0.0-rc.3. */
const IN_FORCE: Readonly<Record<Exclude<RevisionId, '1.0.0-rc.3'>, readonly RegExp[]>> = {
  '1.0.0-rc.2': [
    /^(ONB|SIG|DSM|DSA|DIG|OFF)-/,
    /^GEN-00[14]$/,
    /^CAP-(00[67]|010|012)$/,
    /^GWY-00[1-6]$/,
    /^DEP-(00[1-4]|009|010|01[1-4])$/,
    /^STA-(00[3-9]|01[01])$/,
    /^EXT-/,
    /^USR-/,
  ],
  'pre-draft-2024': [
    /^ONB-/,
    /^GEN-001$/,
    /^CAP-006$/,
    /^DSM-000$/,
    /^DEP-(00[1-4]|014)$/,
    /^STA-003$/,
    /^OFF-001$/,
    /^USR-/,
  ],
};

/** Whether a fault can be seen in a revision: it says so itself, or breaks a requirement that is in force there. */
export function concerns({ revisions, requirements }: Defect, revision: RevisionId): boolean {
  if (revisions) return revisions.includes(revision);
  if (revision === '1.0.0-rc.3') return requirements.some((id) => !/^(ONB|SIG)-/.test(id));
  return requirements.some((id) => IN_FORCE[revision].some((area) => area.test(id)));
}
