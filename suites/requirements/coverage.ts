import type { RevisionId } from '../../simulator/protocol/revision.ts';
import type { Catalogue } from './catalogue.ts';
import type { Area, Position, Requirement, RequirementId } from './requirement.ts';

/** What a check says about itself, as far as coverage is concerned. */
export interface CheckReference {
  readonly id: string;
  readonly requirements: readonly string[];
  readonly positions: readonly string[];
}

/** An id in a check that is out of place. */
interface Citation {
  readonly check: string;
  readonly cites: string;
}

interface RowCoverage {
  readonly requirement: Requirement;
  /** Ids of the checks that cite it, in the order given. */
  readonly checks: readonly string[];
}

interface AreaCoverage {
  readonly area: string;
  readonly title: string;
  readonly rows: number;
  /** Judged by checks, and by one at least. */
  readonly tested: number;
  /** Said to be judged by checks, with none that does. */
  readonly missing: number;
  readonly deviceRole: number;
  readonly notTestable: number;
}

export interface Coverage {
  /** Requirements that a check cites and no revision has. */
  readonly unknownRequirements: readonly Citation[];
  readonly unknownPositions: readonly Citation[];
  /** Requirements that a check cites although their rows say that no check judges them. */
  readonly misclassified: readonly Citation[];
  /** Rows that are said to be judged by checks, with none that does. */
  readonly missing: readonly RequirementId[];
  /** Rows that bind the WFM (or everybody) and can be broken visibly; `percent` of none is 100. */
  readonly wfm: { readonly observable: number; readonly tested: number; readonly percent: number };
  readonly areas: readonly AreaCoverage[];
  readonly rows: readonly RowCoverage[];
}

/** The rows of one revision, and the areas and positions around them. */
export interface CoverageBasis {
  readonly areas: readonly Area[];
  readonly rows: readonly Requirement[];
  /** Ids that other revisions have as well: to cite them is no mistake, and judges nothing here. */
  readonly elsewhere: readonly string[];
  readonly positions: readonly Position[];
}

/** What a revision is measured by. */
export const coverageBasis = (catalogue: Catalogue, revision: RevisionId): CoverageBasis => ({
  areas: catalogue.areas,
  rows: catalogue.rowsFor(revision),
  elsewhere: catalogue.requirements.flatMap(({ id, revisions }) => (revisions.includes(revision) ? [] : id)),
  positions: catalogue.positions,
});

/** Holds checks against the catalogue, in both directions. */
export function coverageOf(basis: CoverageBasis, checks: readonly CheckReference[]): Coverage {
  const rowsById = new Map<string, Requirement>(basis.rows.map((row) => [row.id, row]));
  const elsewhere = new Set(basis.elsewhere);
  const positionIds = new Set<string>(basis.positions.map((position) => position.id));
  const rows = basis.rows.map((requirement) => ({
    requirement,
    checks: checks.filter((check) => check.requirements.includes(requirement.id)).map((check) => check.id),
  }));
  const cited = citations(checks, (check) => check.requirements);
  return {
    unknownRequirements: cited.filter(({ cites }) => !rowsById.has(cites) && !elsewhere.has(cites)),
    unknownPositions: citations(checks, (check) => check.positions).filter(({ cites }) => !positionIds.has(cites)),
    misclassified: cited.filter(({ cites }) => {
      const row = rowsById.get(cites);
      return row !== undefined && row.verification.by !== 'checks';
    }),
    missing: rows.filter(isMissing).map((row) => row.requirement.id),
    wfm: wfmCoverage(rows),
    areas: basis.areas.map((area) => areaCoverage(area, rows)).filter((area) => area.rows > 0),
    rows,
  };
}

const citations = (
  checks: readonly CheckReference[],
  idsOf: (check: CheckReference) => readonly string[],
): readonly Citation[] => checks.flatMap((check) => idsOf(check).map((cites) => ({ check: check.id, cites })));

const isTested = (row: RowCoverage): boolean => row.requirement.verification.by === 'checks' && row.checks.length > 0;

const isMissing = (row: RowCoverage): boolean =>
  row.requirement.verification.by === 'checks' && row.checks.length === 0;

/** A row counts against the suite where a breach by a WFM could be seen. */
function isObservableOnWfm({ requirement: { party, verification } }: RowCoverage): boolean {
  if (!party.includes('WFM') && !party.includes('ALL')) return false;
  return verification.by === 'checks' || (verification.by === 'none' && verification.observable);
}

function wfmCoverage(rows: readonly RowCoverage[]): Coverage['wfm'] {
  const observable = rows.filter(isObservableOnWfm);
  const tested = observable.filter(isTested).length;
  const percent = observable.length === 0 ? 100 : (100 * tested) / observable.length;
  return { observable: observable.length, tested, percent };
}

function areaCoverage(area: Area, all: readonly RowCoverage[]): AreaCoverage {
  const rows = all.filter((row) => row.requirement.area === area.id);
  const classifiedAs = (by: Requirement['verification']['by']): number =>
    rows.filter((row) => row.requirement.verification.by === by).length;
  return {
    area: area.id,
    title: area.title,
    rows: rows.length,
    tested: rows.filter(isTested).length,
    missing: rows.filter(isMissing).length,
    deviceRole: classifiedAs('device-role'),
    notTestable: classifiedAs('none'),
  };
}
