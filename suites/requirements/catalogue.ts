import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'yaml';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { messageOf, WaspectError } from '../harness/failure.ts';
import type { Area, Position, Requirement } from './requirement.ts';
import { type AreaFile, firstMistake, isAreaFile, isPositionList } from './schema.ts';

/** Counts changes of our own rows; the specification's version and commit say what they were read from. */
const CATALOGUE_VERSION =
  '1.1.0, read from specification 1.0.0-rc.3, commit f209a7f2, with 1.0.0-rc.2 and the pre-draft of 2024';

/** The requirements and the positions on unclear texts, read-only and complete. */
export interface Catalogue {
  /** Own version, then what it was read from. */
  readonly version: string;
  /** In the order of a report. */
  readonly areas: readonly Area[];
  /** Every row, area by area, as the newest revision that has it words it. */
  readonly requirements: readonly Requirement[];
  readonly positions: readonly Position[];
  /** As the newest revision words it. Throws `UNKNOWN_REQUIREMENT`. */
  requirement(id: string): Requirement;
  /** A row as a revision has it; undefined where it is not in force there. Throws `UNKNOWN_REQUIREMENT`. */
  requirementIn(revision: RevisionId, id: string): Requirement | undefined;
  /** The rows in force in a revision, each as that revision has it. */
  rowsFor(revision: RevisionId): readonly Requirement[];
  /** Those on a rule that is in force in the revision, and those on what no row is about yet. */
  positionsFor(revision: RevisionId): readonly Position[];
  /** Throws `UNKNOWN_POSITION`. */
  position(id: string): Position;
}

let loaded: Catalogue | undefined;

/** The catalogue beside this file, read once. Throws `CATALOGUE_INVALID`. */
export function loadCatalogue(): Catalogue {
  loaded ??= readCatalogue(new URL('./', import.meta.url));
  return loaded;
}

/** Reads `catalogue/*.yaml` and `positions.yaml` below a folder (its URL ends in a slash). Throws `CATALOGUE_INVALID`. */
export function readCatalogue(folder: URL): Catalogue {
  const files = readAreas(new URL('catalogue/', folder));
  const requirements = files.flatMap((file) => file.requirements.map((row) => ({ ...row, area: file.area })));
  const rows = byId(requirements, 'requirement');
  for (const { id, revisions, in: variants = {} } of requirements) {
    const [stray] = Object.keys(variants).filter((revision) => !revisions.some((own) => own === revision));
    if (stray !== undefined) throw invalid(`${id} says what it is in ${stray}, where it is not in force`);
  }
  const positions = readPositions(new URL('positions.yaml', folder));
  const positionsById = byId(positions, 'position');
  for (const { id, affects } of positions) {
    for (const affected of affects) {
      if (!rows.has(affected)) throw invalid(`${id} affects ${affected}, which no area has`);
    }
  }
  return {
    version: CATALOGUE_VERSION,
    areas: files.map(({ area, title }) => ({ id: area, title })),
    requirements,
    positions,
    requirement: (id) => known(rows.get(id), 'UNKNOWN_REQUIREMENT', id),
    requirementIn: (revision, id) => asIn(revision, known(rows.get(id), 'UNKNOWN_REQUIREMENT', id)),
    rowsFor: (revision) => requirements.flatMap((row) => asIn(revision, row) ?? []),
    positionsFor: (revision) =>
      positions.filter(
        ({ affects }) => affects.length === 0 || affects.some((id) => rows.get(id)?.revisions.includes(revision)),
      ),
    position: (id) => known(positionsById.get(id), 'UNKNOWN_POSITION', id),
  };
}

/** A row with what the revision has differently; undefined where it is not in force there. */
function asIn(revision: RevisionId, row: Requirement): Requirement | undefined {
  if (!row.revisions.includes(revision)) return undefined;
  const { in: variants, ...own } = row;
  return { ...own, ...variants?.[revision] };
}

function readAreas(folder: URL): readonly AreaFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const files = names.sort().map((name) => {
    const content = readYaml(new URL(name, folder));
    if (!isAreaFile(content)) throw invalid(`${name}: ${firstMistake(isAreaFile.errors)}`);
    if (`${content.area}.yaml` !== name) throw invalid(`${name}: its area is called ${content.area}`);
    return content;
  });
  const orders = new Set(files.map((file) => file.order));
  if (orders.size !== files.length) throw invalid('two areas have the same order');
  return files.sort((a, b) => a.order - b.order);
}

function readPositions(file: URL): readonly Position[] {
  const content = readYaml(file);
  if (!isPositionList(content)) throw invalid(`positions.yaml: ${firstMistake(isPositionList.errors)}`);
  return content;
}

function readYaml(file: URL): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new WaspectError(
      'CATALOGUE_INVALID',
      `${basename(file.pathname)} cannot be read as YAML: ${messageOf(cause)}`,
      { cause },
    );
  }
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[], kind: string): ReadonlyMap<string, Row> {
  const map = new Map<string, Row>();
  for (const row of rows) {
    if (map.has(row.id)) throw invalid(`${kind} ${row.id} stands there twice`);
    map.set(row.id, row);
  }
  return map;
}

function known<Row>(row: Row | undefined, code: string, id: string): Row {
  if (row === undefined) throw new WaspectError(code, `the catalogue has no ${id}`);
  return row;
}

const invalid = (message: string): WaspectError => new WaspectError('CATALOGUE_INVALID', message);
