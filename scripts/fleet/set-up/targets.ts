import type { FleetPlan } from '../../../simulator/fleet/plan/plan.ts';
import type { FleetTarget } from '../../../simulator/fleet/shard/slice-options.ts';
import type { RevisionId } from '../../../simulator/protocol/revision.ts';
import { type Diagnosis, diagnose } from '../../../suites/harness/doctor/diagnose.ts';
import { doctorSettings } from '../../../suites/harness/doctor/settings.ts';
import { ConfigurationError } from '../../../suites/harness/failure.ts';
import { readAnchors } from '../../../suites/harness/session/anchors.ts';
import { readyEnrolment } from '../../../suites/harness/session/identities.ts';
import { readTarget } from '../../../suites/harness/target/read-target.ts';
import type { Target } from '../../../suites/harness/target/target.ts';

/** A WFM that a fleet, or the part of it that speaks one revision, is to load. */
export interface Site {
  readonly target: Target;
  readonly fleet: FleetTarget;
}

export interface TargetFile {
  readonly file: string;
  /** In place of the one that the file claims. */
  readonly revision: RevisionId | null;
  /** In place of the one that it chooses. */
  readonly endpoint: string | null;
}

export interface Examination {
  /** In the names of the doctor's clients. */
  readonly nonce: string;
  readonly signal: AbortSignal;
  readonly warn: (text: string) => void;
}

/** The claim of a file, before anything is asked of the system. Throws as the reader of target files. */
export const claimOf = ({ file, revision, endpoint }: TargetFile): Target => readTarget(file, { revision, endpoint });

/**
 * Reads a target and lets the doctor look at it: a fleet on a wrong set-up would measure refusals.
 * @throws ConfigurationError with the doctor's first finding, the others named
 */
export async function examinedSite(named: TargetFile, { nonce, signal, warn }: Examination): Promise<Site> {
  const diagnosis = await diagnose(
    doctorSettings({ targetFile: named.file, endpoint: named.endpoint, revision: named.revision, nonce }),
    { signal },
  );
  refuseIll(diagnosis, named.file);
  for (const { severity, code, message } of diagnosis.findings) if (severity === 'warning') warn(`${code}: ${message}`);
  const target = claimOf(named);
  return siteOf(target, diagnosis.dialect);
}

/** A site that needs no doctor. */
export const siteOf = (target: Target, dialect: Target['dialect'] = target.dialect): Site => ({
  target,
  fleet: {
    revision: target.revision,
    dialect,
    endpoint: target.endpoint.url,
    anchors: readAnchors(target.identity.anchors),
    // In a lab a certificate is rarely for the host that it is reached by; the anchors say whose it is.
    comparesHostName: false,
    enrolment: readyEnrolment(target.identity) ?? null,
  },
});

function refuseIll({ findings }: Diagnosis, file: string): void {
  const [first, ...others] = findings.filter(({ severity }) => severity === 'error');
  if (!first) return;
  const more = others.length === 0 ? '' : ` (and ${others.map(({ code }) => code).join(', ')})`;
  throw new ConfigurationError(
    first.code,
    `${file}: ${first.message}${more}; waspect doctor --target ${file} tells all`,
  );
}

/** Each revision of the plan has exactly one site. @throws ConfigurationError FLEET_TARGET_TWICE, FLEET_TARGET_MISSING */
export function requireSites(plan: FleetPlan, targets: readonly Target[]): void {
  const revisions = targets.map(({ revision }) => revision);
  const twice = revisions.find((revision, index) => revisions.indexOf(revision) !== index);
  if (twice !== undefined)
    throw new ConfigurationError(
      'FLEET_TARGET_TWICE',
      `two target files are for ${twice}; a fleet has one for each revision, so leave one out`,
    );
  const missing = plan.revisions.find(({ revision }) => !revisions.includes(revision));
  if (missing)
    throw new ConfigurationError(
      'FLEET_TARGET_MISSING',
      `the plan has devices of ${missing.revision}, and no target file is for it (they are for ${revisions.join(', ')}); name one with --target, or let all devices speak another with --revision`,
    );
}
