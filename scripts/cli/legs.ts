import { join } from 'node:path';
import { REVISION_IDS, type RevisionId } from '../../simulator/protocol/revision.ts';
import { endpointNames } from '../../suites/harness/target/read-target.ts';

/** A run has a leg for each revision and each endpoint that it judges; most have one. */
export interface Leg {
  /** Null for the one that the target file claims. */
  readonly revision: RevisionId | null;
  /** Null for the one that the target file chooses. */
  readonly endpoint: string | null;
  /** Where its reports go; null to write none. */
  readonly out: string | null;
}

export interface Route {
  readonly revision: RevisionChoice;
  readonly endpoint: string | null;
  readonly out: string | null;
}

export const ALL = 'all';
export type RevisionChoice = RevisionId | typeof ALL | null;

/** The endpoints that the embedded WAS serves where all are asked for, each with an authorisation of its own. */
export const EMBEDDED_ENDPOINTS: readonly string[] = ['development', 'test', 'production'];

export const revisionsOf = (choice: RevisionChoice): readonly (RevisionId | null)[] =>
  choice === ALL ? REVISION_IDS : [choice];

/** The legs of a run, newest revision first. Throws as the reader of target files. */
export function legsOf({ revision, endpoint, out }: Route, targetFile: string | undefined): readonly Leg[] {
  const revisions = revisionsOf(revision);
  const endpoints = endpoint === ALL ? endpointsOf(targetFile) : [endpoint];
  return revisions.flatMap((ofLeg) =>
    endpoints.map((name) => ({
      revision: ofLeg,
      endpoint: name,
      out:
        out &&
        join(
          out,
          ...(revisions.length > 1 && ofLeg ? [ofLeg] : []),
          ...(endpoints.length > 1 && name ? [folderName(name)] : []),
        ),
    })),
  );
}

/** An endpoint may be called anything; its folder is one below that of the run all the same. */
const folderName = (endpoint: string): string =>
  encodeURIComponent(endpoint.toWellFormed()).replace(/^\.+/, (dots) => '%2E'.repeat(dots.length));

const endpointsOf = (targetFile: string | undefined): readonly string[] =>
  targetFile === undefined ? EMBEDDED_ENDPOINTS : endpointNames(targetFile);
