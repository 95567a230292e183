import type { Level } from '../../reports/model.ts';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import type { Feature } from '../harness/target/target.ts';

/** Who is bound: WFM; device; its WFM Client; application; registry; issuer of identities (MIS); operator; everybody. */
export type Party = 'WFM' | 'DEV' | 'CLI' | 'APP' | 'REG' | 'MIS' | 'OPR' | 'ALL';

/** Families of ids, as the field numbers them; USR is what only users and the control contract ask for. */
export const ID_FAMILIES = [
  'GEN',
  'EXT',
  'VER',
  'IDN',
  'WIP',
  'TLS',
  'TRB',
  'ONB',
  'SIG',
  'ERR',
  'RTY',
  'OFF',
  'CAP',
  'GWY',
  'DSM',
  'DSA',
  'DIG',
  'WFL',
  'DEP',
  'MAT',
  'STA',
  'USR',
] as const;

export type RequirementId = `${(typeof ID_FAMILIES)[number]}-${string}`;
type PositionId = `G-${string}`;

/** One normative statement, in our own words. */
export interface Requirement {
  readonly id: RequirementId;
  /** The area (file) that it stands in. */
  readonly area: string;
  readonly level: Level;
  readonly party: readonly Party[];
  /** The revisions in which the rule is in force, the newest first. */
  readonly revisions: readonly RevisionId[];
  readonly statement: string;
  /** Page and section of the text, for a person to look it up. */
  readonly clause: string;
  readonly note?: string;
  readonly verification: Verification;
  /** What an earlier revision has differently; applied already where the rows of a revision are asked for. */
  readonly in?: Readonly<Partial<Record<RevisionId, RequirementVariant>>>;
}

/** What is not named is as in the newest revision of the row. */
type RequirementVariant = Partial<Pick<Requirement, 'level' | 'statement' | 'clause' | 'note' | 'verification'>>;

/** What becomes of a requirement when a WAS is the subject. */
export type Verification =
  | JudgedByChecks
  /** It binds a device or its client; judged when one of them is the subject, which this release does not do. */
  | { readonly by: 'device-role'; readonly reason: string }
  /** Not judged. `observable` says whether a breach could show on the wire or through the control hook at all. */
  | { readonly by: 'none'; readonly observable: boolean; readonly reason: string };

/** Which checks these are is said by the checks, not here. */
interface JudgedByChecks {
  readonly by: 'checks';
  /** What has to occur in a run for the rule to apply. */
  readonly condition?: string;
  /** The optional part of the standard that it belongs to. */
  readonly feature?: Feature;
}

/** How a place where the text contradicts itself, or is silent, is read. */
export interface Position {
  readonly id: PositionId;
  readonly topic: string;
  readonly problem: string;
  readonly position: string;
  readonly reason: string;
  /**
   * True: the prose leaves no doubt, a breach of this reading can fail. False: a verdict that needs this reading warns
   * at most. What breaks a clause under every reading rests on no position, and names none.
   */
  readonly settled: boolean;
  readonly affects: readonly RequirementId[];
}

/** A part of the interface, one file of the catalogue. */
export interface Area {
  readonly id: string;
  readonly title: string;
}
