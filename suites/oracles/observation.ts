import type { DeploymentStatus } from '../../simulator/protocol/documents.ts';
import { type JsonValue, jsonEquals, stringifyJson } from '../../simulator/protocol/json.ts';
import { all, broken, type Judgement, judgeThat } from './judgement.ts';

/** What a WFM's own database says of a deployment. */
export interface StoredStatus {
  readonly state: string;
  readonly components: readonly { readonly name: string; readonly state: string }[];
  readonly adoptedManifestVersion: JsonValue | undefined;
}

/** A report as the model has it, without what the revision does not report. */
export type StatusReport = Omit<DeploymentStatus, 'adoptedManifestVersion'> &
  Partial<Pick<DeploymentStatus, 'adoptedManifestVersion'>>;

/**
 * The database agrees with a report: state, each component's state by name in any order, and adoptedManifestVersion, where
 * it is reported, by its value, exact also beyond 2^53 (USR-002).
 */
export function agreesWith(stored: StoredStatus | undefined, report: StatusReport): Judgement {
  if (stored === undefined) return broken(`observe shows the state ${report.status.state}`, 'no such deployment');
  return all(
    judgeThat(
      stored.state === report.status.state,
      `observe shows the state ${report.status.state}`,
      `state ${JSON.stringify(stored.state)}`,
    ),
    componentsAgree(stored.components, report.components),
    judgeThat(
      report.adoptedManifestVersion === undefined ||
        jsonEquals(stored.adoptedManifestVersion, report.adoptedManifestVersion),
      `observe shows adoptedManifestVersion ${report.adoptedManifestVersion}`,
      `adoptedManifestVersion ${show(stored.adoptedManifestVersion)}`,
    ),
  );
}

/** Nothing about a deployment has changed between two looks into the database. */
export const sameStatus = (before: StoredStatus | undefined, now: StoredStatus | undefined): Judgement =>
  judgeThat(
    canonical(before) === canonical(now),
    `observe still shows ${canonical(before)}`,
    `observe shows ${canonical(now)}`,
  );

/** Whatever a deployment without any report shows by and by, it is not what somebody else's report says of it (STA-014). */
export const notAsReported = (stored: StoredStatus | undefined, foreign: StatusReport): Judgement => {
  const { state } = foreign.status;
  const taken = stored?.state === state || stored?.components.some((component) => component.state === state) === true;
  return judgeThat(!taken, `observe does not show the state ${state}`, `observe shows ${canonical(stored)}`);
};

/** The database knows no such deployment (USR-010). */
export const isUnknown = (status: StoredStatus | undefined): Judgement =>
  judgeThat(status === undefined, 'observe knows no such deployment', `observe shows ${canonical(status)}`);

type Components = readonly { readonly name: string; readonly state: string }[];

const listed = (components: Components): string =>
  components
    .map(({ name, state }) => `${name} ${state}`)
    .sort()
    .join(', ');

const componentsAgree = (stored: Components, reported: Components): Judgement =>
  judgeThat(
    listed(stored) === listed(reported),
    `observe shows the components ${listed(reported) || '(none)'}`,
    `components ${listed(stored) || '(none)'}`,
  );

const show = (value: JsonValue | undefined): string => (value === undefined ? 'absent' : stringifyJson(value));

const canonical = (status: StoredStatus | undefined): string =>
  status === undefined
    ? 'no status'
    : `state ${status.state}, components ${listed(status.components) || '(none)'}, adoptedManifestVersion ${show(status.adoptedManifestVersion)}`;
