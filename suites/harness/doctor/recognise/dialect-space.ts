import { type Facets, type FacetValue, readDialect } from '../../../../simulator/protocol/dialect.ts';
import {
  DEFAULT_PRE_DRAFT_BASE,
  PRE_DRAFT_BASES,
  PRE_DRAFT_FACETS,
} from '../../../../simulator/protocol/pre-draft/dialects.ts';
import { DEFAULT_RC2_BASE, RC2_BASES, RC2_FACETS } from '../../../../simulator/protocol/rc2/dialects.ts';
import type { Revision, RevisionId } from '../../../../simulator/protocol/revision.ts';
import { revisionOf } from '../../../../simulator/protocol/revisions.ts';
import type { Target } from '../../target/target.ts';

/** A dialect of any revision: a value for every facet. */
export type Spoken = Readonly<Record<string, FacetValue>>;

/** What the doctor does that shows the value of a facet. */
export type Telling =
  /** An onboarding request is understood. */
  | 'onboarding-request'
  | 'onboarding-answer'
  /** The resource of a device's capabilities is there. */
  | 'capabilities-path'
  | 'capabilities-body'
  /** The resource of a deployment's status is there. */
  | 'status-path'
  | 'status-body'
  /** The document of a workload that was assigned. */
  | 'deployment'
  /** A device that was reported is taken back. */
  | 'removal';

/** The dialects of a revision, and what tells them apart. */
export interface DialectSpace {
  readonly revision: RevisionId;
  readonly facets: Facets;
  readonly bases: Readonly<Record<string, Spoken>>;
  readonly defaultBase: string;
  readonly toldBy: Readonly<Record<string, readonly Telling[]>>;
  /** Facets that are readings of an unclear text: where the target file declares none, the one that is spoken will do. */
  readonly readings: readonly string[];
}

type ToldBy<Table extends Facets> = { readonly [Name in keyof Table]: readonly Telling[] };

const RC2_TOLD_BY: ToldBy<typeof RC2_FACETS> = {
  onboardingMember: ['onboarding-request'],
  certificateEncoding: ['onboarding-request'],
  clientIdMember: ['onboarding-answer'],
  envelopes: ['onboarding-request', 'capabilities-body'],
  kinds: ['capabilities-body'],
  capabilitiesPath: ['capabilities-path'],
  deletesDevices: ['removal'],
  capabilitiesShape: ['capabilities-body'],
  roles: ['capabilities-body'],
  statusPath: ['status-path'],
  statusDetails: ['status-body'],
  stateCase: ['status-body'],
  deploymentIds: ['deployment'],
  profileTypes: ['deployment'],
  componentPackages: ['deployment'],
};

const PRE_DRAFT_TOLD_BY: ToldBy<typeof PRE_DRAFT_FACETS> = {
  stateCase: ['status-body'],
  capabilitiesKind: ['capabilities-body'],
  quantities: ['onboarding-request', 'capabilities-body'],
  certificateEncoding: ['onboarding-request'],
};

const SPACES: readonly DialectSpace[] = [
  {
    revision: '1.0.0-rc.2',
    facets: RC2_FACETS,
    bases: RC2_BASES,
    defaultBase: DEFAULT_RC2_BASE,
    toldBy: RC2_TOLD_BY,
    // G-77
    readings: ['certificateEncoding'],
  },
  {
    revision: 'pre-draft-2024',
    facets: PRE_DRAFT_FACETS,
    bases: PRE_DRAFT_BASES,
    defaultBase: DEFAULT_PRE_DRAFT_BASE,
    toldBy: PRE_DRAFT_TOLD_BY,
    // Its tables and its examples contradict each other.
    readings: Object.keys(PRE_DRAFT_FACETS),
  },
];

/** A dialect among those of its revision. */
export interface SpokenDialect {
  readonly space: DialectSpace;
  readonly spoken: Spoken;
}

/** What the target file declares; undefined for a revision that all its products speak alike. Throws `TypeError`. */
export function dialectOf({ revision, dialect }: Pick<Target, 'revision' | 'dialect'>): SpokenDialect | undefined {
  const space = SPACES.find((one) => one.revision === revision);
  return space && { space, spoken: readDialect(space.facets, space.bases, space.defaultBase, dialect) };
}

export const revisionSpeaking = ({ revision, defaultBase }: DialectSpace, spoken: Spoken): Revision =>
  revisionOf(revision, { base: defaultBase, ...spoken });

/** The facets that one thing tells. */
export const toldBy = ({ toldBy: table }: DialectSpace, telling: Telling): readonly string[] =>
  Object.entries(table).flatMap(([name, tellings]) => (tellings.includes(telling) ? [name] : []));
