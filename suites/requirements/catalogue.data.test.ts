import { describe, expect, it } from 'vitest';
import { loadCatalogue } from './catalogue.ts';

const catalogue = loadCatalogue();
const rows = catalogue.rowsFor('1.0.0-rc.3');

/** Every row of the revision, by family: written down apart from the data, so that a lost row is noticed. */
const EXPECTED: Readonly<Record<string, string>> = {
  GEN: '001 002 003 004 005 006 007 008 009 010 011 012 013',
  EXT: '001 002 003',
  VER: '001 002 003',
  IDN: '001 002 003 004 005 006 007 008 010 011 012 013 014 015 016 017 018',
  WIP: '001 002 003 004 005 006 010 011 012 013 014',
  TLS: '001 002 003 004 005 006 007 008 009',
  TRB: '001 002 003 010 011 012 013 014 015 016 017 018 019 020 021 022 023',
  ERR: '001 002 003 004 005 006 007 008 009 010 011 012 013',
  RTY: '001 002 003 004',
  OFF: '001 002 003 004 005 006 007 008',
  CAP: '001 002 003 004 005 006 007 008 009 010 011 012 013 014 015 016 017 020',
  GWY: '001 002 003 004 005 006 007 008 009 010 011',
  DSM: '001 002 003 004 005 006 007 008 009 010 011 012 013 014 015 016 017 018 019',
  DSA: '001 002 003 004 005 006 007 008',
  DIG: '001 002 003 004',
  WFL: '001 002 003 004 005 006 007',
  DEP: '001 002 003 004 005 006 007 008 009 010 011 012 013',
  MAT: '001 002 003 004 005 006 007 008 009 010',
  STA: '001 002 003 004 005 006 007 009 010 011 012 014',
  USR: '001 002 003 004 005 006 007 008 009 010 011 012 013',
};

const expectedIds = Object.entries(EXPECTED).flatMap(([family, numbers]) =>
  numbers.split(' ').map((number) => `${family}-${number}`),
);

const bindsWfm = (party: readonly string[]): boolean => party.includes('WFM') || party.includes('ALL');

describe('requirements of 1.0.0-rc.3', () => {
  it('are all there, once each', () => {
    expect(rows.map((row) => row.id).sort()).toEqual(expectedIds.sort());
  });

  it('judge no rule that an earlier revision dropped', () => {
    const ids = rows.map((row) => row.id);
    for (const dropped of ['CAP-018', 'CAP-019', 'DSM-000', 'DEP-014', 'STA-008', 'STA-013']) {
      expect(ids).not.toContain(dropped);
    }
  });

  it('leave no rule for the WFM to the device role', () => {
    const left = rows.filter((row) => row.verification.by === 'device-role' && bindsWfm(row.party));
    expect(left.map((row) => row.id)).toEqual([]);
  });

  it('leave to the device role only what binds a device or its client', () => {
    const others = rows.filter(
      (row) => row.verification.by === 'device-role' && !row.party.some((party) => party === 'DEV' || party === 'CLI'),
    );
    expect(others.map((row) => row.id)).toEqual([]);
  });

  it('let checks judge only what binds the system, its trust endpoints or everybody', () => {
    const others = rows.filter(
      (row) => row.verification.by === 'checks' && !bindsWfm(row.party) && !row.party.includes('MIS'),
    );
    expect(others.map((row) => row.id)).toEqual([]);
  });

  it('leave at most one in twenty visible rules for the WFM unjudged', () => {
    const visible = rows.filter(
      ({ party, verification }) =>
        bindsWfm(party) && (verification.by === 'checks' || (verification.by === 'none' && verification.observable)),
    );
    const judged = visible.filter((row) => row.verification.by === 'checks');
    expect(judged.length / visible.length).toBeGreaterThanOrEqual(0.95);
  });

  it('ask no more than SHOULD where only users ask', () => {
    const users = rows.filter((row) => row.id.startsWith('USR-'));
    expect(new Set(users.map((row) => row.level))).toEqual(new Set(['SHOULD']));
    expect(users.every((row) => row.area === 'users' && row.party.join() === 'WFM')).toBe(true);
  });

  it('tie what belongs to an optional part to its feature', () => {
    const featureOf = (id: string): string | undefined => {
      const { verification } = catalogue.requirement(id);
      return verification.by === 'checks' ? verification.feature : undefined;
    };
    expect(featureOf('GWY-004')).toBe('gateways');
    expect(featureOf('DSA-006')).toBe('content-coding');
    expect(['TRB-010', 'TRB-011', 'TRB-012', 'TRB-016', 'TRB-022'].map(featureOf)).toEqual(
      Array(5).fill('trust-discovery'),
    );
  });
});

describe('rows', () => {
  it('name every position that a note mentions among the affected', () => {
    const unmatched = rows.flatMap((row) => {
      const text = `${row.note ?? ''} ${row.verification.by === 'checks' ? '' : row.verification.reason}`;
      const mentioned = text.match(/G-\d\d/g) ?? [];
      return mentioned
        .filter((id) => !catalogue.position(id).affects.includes(row.id))
        .map((position) => `${row.id} ${position}`);
    });
    expect(unmatched).toEqual([]);
  });

  it('mention only rows that exist', () => {
    const text = JSON.stringify([catalogue.requirements, catalogue.positions]);
    const mentioned = text.match(/\b(?!SHA-)[A-Z]{3}-\d{3}\b/g) ?? [];
    expect([...new Set(mentioned)].filter((id) => !expectedIds.includes(id))).toEqual([]);
  });

  it('do not repeat each other', () => {
    const statements = catalogue.requirements.map((row) => row.statement);
    expect(new Set(statements).size).toBe(statements.length);
  });
});

describe('positions', () => {
  it('cover all unclear places', () => {
    const expected = Array.from({ length: 63 }, (_, index) => `G-${String(index + 1).padStart(2, '0')}`);
    expect(catalogue.positions.map((position) => position.id)).toEqual(expected);
  });

  it('are settled only where the prose leaves no doubt', () => {
    const settled = catalogue.positions.filter((position) => position.settled).map((position) => position.id);
    expect(settled).toEqual(['G-04', 'G-05', 'G-07', 'G-20', 'G-25', 'G-39', 'G-42', 'G-52', 'G-57']);
  });
});
