import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REVISION_IDS, type RevisionId } from '../../simulator/protocol/revision.ts';
import { loadCatalogue, readCatalogue } from './catalogue.ts';

const source = new URL('./', import.meta.url);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waspect-catalogue-'));
  await cp(new URL('catalogue/', source), join(folder, 'catalogue'), { recursive: true });
  await cp(new URL('positions.yaml', source), join(folder, 'positions.yaml'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const read = () => readCatalogue(pathToFileURL(`${folder}/`));

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, file);
  const before = await readFile(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
}

describe('loadCatalogue', () => {
  it('says what it was read from', () => {
    expect(loadCatalogue().version).toMatch(/^\d+\.\d+\.\d+, read from specification 1\.0\.0-rc\.3, commit f209a7f2, /);
  });

  it('reads the files once', () => {
    expect(loadCatalogue()).toBe(loadCatalogue());
  });

  it('finds rows and positions by their ids', () => {
    expect(loadCatalogue().requirement('DSM-017')).toMatchObject({ area: 'manifest', level: 'MUST', party: ['WFM'] });
    expect(loadCatalogue().position('G-07')).toMatchObject({ settled: true, affects: ['DSA-003'] });
  });

  it('does not know ids outside the catalogue', () => {
    expect(() => loadCatalogue().requirement('DSM-999')).toThrow(/^UNKNOWN_REQUIREMENT: .*DSM-999/);
    expect(() => loadCatalogue().requirementIn('1.0.0-rc.2', 'DSM-999')).toThrow(/^UNKNOWN_REQUIREMENT: .*DSM-999/);
    expect(() => loadCatalogue().position('G-999')).toThrow(/^UNKNOWN_POSITION: .*G-999/);
  });

  it('picks the rows of a revision', () => {
    const ids = loadCatalogue()
      .rowsFor('1.0.0-rc.2')
      .map((row) => row.id);
    expect(ids).toContain('DSM-001');
    expect(ids).not.toContain('GEN-006');
  });

  it('words a row as the revision does', () => {
    const catalogue = loadCatalogue();
    const cached = (revision: RevisionId) => catalogue.requirementIn(revision, 'DSA-004');
    expect(cached('1.0.0-rc.3')).toMatchObject({ level: 'MUST', statement: expect.stringContaining('private') });
    expect(cached('1.0.0-rc.2')).toMatchObject({ level: 'SHOULD', statement: expect.stringContaining('public') });
    expect(cached('1.0.0-rc.2')?.clause).toBe(cached('1.0.0-rc.3')?.clause);
    expect(cached('pre-draft-2024')).toBeUndefined();
  });

  it.each(REVISION_IDS)('gives the rows of %s as it gives them one by one', (revision) => {
    const catalogue = loadCatalogue();
    const each = catalogue.requirements.flatMap(({ id }) => catalogue.requirementIn(revision, id) ?? []);
    expect(catalogue.rowsFor(revision)).toEqual(each);
    for (const row of each) expect(row).not.toHaveProperty('in');
  });

  it('has the positions of a revision', () => {
    const ids = (revision: RevisionId) =>
      loadCatalogue()
        .positionsFor(revision)
        .map(({ id }) => id);
    expect(ids('1.0.0-rc.2')).toEqual(expect.arrayContaining(['G-04', 'G-64']));
    expect(ids('1.0.0-rc.2')).not.toContain('G-10');
    expect(ids('1.0.0-rc.3')).not.toContain('G-64');
    expect(ids('pre-draft-2024')).toEqual(expect.arrayContaining(['G-83', 'G-58']));
  });

  it('lists areas in the order of a report, each with rows', () => {
    const { areas, requirements } = loadCatalogue();
    expect(areas.at(0)?.id).toBe('general');
    expect(areas.at(-1)?.id).toBe('users');
    expect(new Set(requirements.map((row) => row.area))).toEqual(new Set(areas.map((area) => area.id)));
  });
});

describe('readCatalogue', () => {
  it('reads an unchanged copy as it is', () => {
    expect(read().requirements).toEqual(loadCatalogue().requirements);
  });

  it.each<[string, string, (text: string) => string, RegExp]>([
    ['an unknown member', 'retry.yaml', (text) => text.replace('level:', 'strength: 1\n    level:'), /strength/],
    ['an unknown level', 'retry.yaml', (text) => text.replace('level: MUST', 'level: OUGHT'), /level/],
    ['an unknown party', 'retry.yaml', (text) => text.replace('party: [WFM]', 'party: [WOS]'), /party/],
    ['nobody bound', 'retry.yaml', (text) => text.replace('party: [WFM]', 'party: []'), /party/],
    ['a missing clause', 'retry.yaml', (text) => text.replace(/ {4}clause: .*\n/, ''), /clause/],
    ['a foreign family', 'retry.yaml', (text) => text.replace('RTY-001', 'ZZZ-001'), /id/],
    [
      'a feature without name',
      'trust.yaml',
      (text) => text.replace('feature: trust-discovery', 'feature: tea'),
      /feature/,
    ],
    ['a reason missing', 'retry.yaml', (text) => text.replace('by: checks }', 'by: device-role }'), /verification/],
    [
      'two sorts of verification',
      'retry.yaml',
      (text) => text.replace('by: checks }', 'by: checks, observable: true }'),
      /observable/,
    ],
    ['a row twice', 'retry.yaml', (text) => text.replace('RTY-002', 'RTY-001'), /RTY-001/],
    ['an area under another name', 'retry.yaml', (text) => text.replace('area: retry', 'area: again'), /again/],
    ['two areas in one place', 'retry.yaml', (text) => text.replace(/order: \d+/, 'order: 1'), /order/],
    [
      'a word on a revision that is none',
      'artifacts.yaml',
      (text) => text.replace('in:\n      1.0.0-rc.2:', 'in:\n      1.0.0-rc.1:'),
      /rc\.1/,
    ],
    [
      'a word on a revision where the row is not in force',
      'artifacts.yaml',
      (text) => text.replace('in:\n      1.0.0-rc.2:', 'in:\n      pre-draft-2024:'),
      /DSA-002.*pre-draft-2024/,
    ],
    [
      'what a revision cannot change',
      'artifacts.yaml',
      (text) => text.replace('in:\n      1.0.0-rc.2:', 'in:\n      1.0.0-rc.2:\n        party: [DEV]'),
      /party/,
    ],
    ['broken YAML', 'retry.yaml', (text) => `${text}\n  - [`, /retry\.yaml/],
  ])('refuses %s', async (_, file, change, mentions) => {
    await edit(join('catalogue', file), change);
    expect(read).toThrow(/^CATALOGUE_INVALID: /);
    expect(read).toThrow(mentions);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'an affected row that is not there',
      (text) => text.replace('affects: [STA-007]', 'affects: [STA-999]'),
      /STA-999/,
    ],
    ['a position twice', (text) => text.replace('id: G-02', 'id: G-01'), /G-01/],
    ['neither settled nor open', (text) => text.replace('  settled: false', '  settled: perhaps'), /settled/],
  ])('refuses %s', async (_, change, mentions) => {
    await edit('positions.yaml', change);
    expect(read).toThrow(/^CATALOGUE_INVALID: /);
    expect(read).toThrow(mentions);
  });
});
