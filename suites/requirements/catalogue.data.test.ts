import { describe, expect, it } from 'vitest';
import { REVISION_IDS, type RevisionId } from '../../simulator/protocol/revision.ts';
import { loadCatalogue } from './catalogue.ts';

const catalogue = loadCatalogue();

/** Every row of each revision, by family: written down apart from the data, so that a lost row is noticed. */
const EXPECTED: Readonly<Record<RevisionId, Readonly<Record<string, string>>>> = {
  '1.0.0-rc.3': {
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
    USR: '001 002 003 004 005 006 007 008 009 010 011 012 013 015 017',
  },
  '1.0.0-rc.2': {
    GEN: '001 002 003 004 005',
    EXT: '001 002 003',
    ONB: '010 011 012 013 014 015',
    SIG: '001 002 003 004 005 006',
    OFF: '001 002 003 004 005 007',
    CAP: '001 003 004 005 006 007 008 009 010 011 012 013 014 019 020',
    GWY: '001 002 003 004 005 006 007 009 010 011',
    DSM: '001 002 003 004 005 006 007 008 009 010 011 012 013 014 015 016 017 018 019',
    DSA: '001 002 003 004 005 006 007 008',
    DIG: '001 002 003 004',
    WFL: '001 002 003 004 005 006',
    DEP: '001 002 003 004 009 010 011 012 013 014',
    MAT: '010',
    STA: '001 002 003 004 005 006 007 009 010 011',
    USR: '001 002 003 005 006 007 008 009 010 011 012 013 015 016 017',
  },
  'pre-draft-2024': {
    GEN: '001 002',
    ONB: '001 002 003 004 011 014',
    OFF: '001 002 003 004 007',
    CAP: '001 003 005 006 009 018 019',
    DSM: '000',
    DEP: '001 002 003 004 012 014',
    STA: '001 002 003 004 006 008 013',
    USR: '001 002 003 005 006 007 008 009 010 011 012 013 014 015 016 017',
  },
};

const expectedIds = (revision: RevisionId): readonly string[] =>
  Object.entries(EXPECTED[revision]).flatMap(([family, numbers]) =>
    numbers.split(' ').map((number) => `${family}-${number}`),
  );

const bindsWfm = (party: readonly string[]): boolean => party.includes('WFM') || party.includes('ALL');

describe.each(REVISION_IDS)('requirements of %s', (revision) => {
  const rows = catalogue.rowsFor(revision);

  it('are all there, once each', () => {
    expect(rows.map((row) => row.id).sort()).toEqual([...expectedIds(revision)].sort());
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
    expect(users.every((row) => row.area === 'users' && row.party.length === 1)).toBe(true);
  });

  it('say the same thing once only', () => {
    const statements = rows.map((row) => row.statement);
    expect(new Set(statements).size).toBe(statements.length);
  });

  it('rest on positions that name them', () => {
    const unmatched = rows.flatMap((row) => {
      const text = `${row.note ?? ''} ${row.verification.by === 'checks' ? '' : row.verification.reason}`;
      const mentioned = text.match(/\bG-\d+/g) ?? [];
      return mentioned
        .filter((id) => !catalogue.position(id).affects.includes(row.id))
        .map((position) => `${row.id} ${position}`);
    });
    expect(unmatched).toEqual([]);
  });
});

describe('what is in force', () => {
  const inForce = (revision: RevisionId, id: string): boolean => catalogue.requirementIn(revision, id) !== undefined;

  it('in rc.3 is no rule that it dropped', () => {
    const dropped = ['ONB-013', 'SIG-005', 'CAP-018', 'CAP-019', 'DSM-000', 'DEP-014', 'STA-008', 'STA-013'];
    expect(dropped.filter((id) => inForce('1.0.0-rc.3', id))).toEqual([]);
  });

  it('before rc.3 is nothing about mutual TLS, problem documents and their retry rules', () => {
    const later = catalogue.requirements.filter(({ id }) => /^(IDN|WIP|TLS|TRB|ERR|RTY)-/.test(id));
    expect(later.length).toBeGreaterThan(50);
    expect(new Set(later.flatMap(({ revisions }) => revisions))).toEqual(new Set(['1.0.0-rc.3']));
  });

  it('has one level and one wording in a revision, which differ where the texts do', () => {
    const statuses = (revision: RevisionId) => catalogue.requirementIn(revision, 'STA-003')?.statement;
    expect(statuses('1.0.0-rc.3')).toMatch(/201 and later ones with 200/);
    expect(statuses('1.0.0-rc.2')).toMatch(/200, the first as well/);
    expect(statuses('pre-draft-2024')).toMatch(/201, the first as well/);
    expect(catalogue.requirementIn('1.0.0-rc.2', 'DSA-004')?.level).toBe('SHOULD');
  });

  it('differs from the base row wherever a revision has a word of its own', () => {
    const idle = catalogue.requirements.flatMap(({ in: variants = {}, ...row }) =>
      Object.entries(variants).flatMap(([revision, variant]) =>
        Object.entries(variant)
          .filter(([member, value]) => JSON.stringify(Reflect.get(row, member)) === JSON.stringify(value))
          .map(([member]) => `${row.id} ${revision} ${member}`),
      ),
    );
    expect(idle).toEqual([]);
  });

  it('ties what belongs to an optional part to its feature', () => {
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
  it('mention only rows that exist', () => {
    const known = new Set(REVISION_IDS.flatMap(expectedIds));
    const text = JSON.stringify([catalogue.requirements, catalogue.positions]);
    const mentioned = text.match(/\b(?!SHA-|RFC-)[A-Z]{3}-\d{3}\b/g) ?? [];
    expect([...new Set(mentioned)].filter((id) => !known.has(id))).toEqual([]);
  });
});

describe('positions', () => {
  it('cover all unclear places', () => {
    const expected = Array.from({ length: 101 }, (_, index) => `G-${String(index + 1).padStart(2, '0')}`);
    expect(catalogue.positions.map((position) => position.id)).toEqual(expected);
  });

  it('are settled only where the prose leaves no doubt', () => {
    const settled = catalogue.positions.filter((position) => position.settled).map((position) => position.id);
    const newest = ['G-04', 'G-05', 'G-07', 'G-20', 'G-25', 'G-39', 'G-42', 'G-52', 'G-57'];
    expect(settled).toEqual([...newest, 'G-66', 'G-84', 'G-94']);
  });

  it('of earlier revisions affect a rule that is in force in one', () => {
    const earlier = catalogue.positions.filter(({ id }) => Number(id.slice(2)) > 63);
    const idle = earlier.filter(({ affects }) =>
      affects.some((id) => catalogue.requirement(id).revisions.every((revision) => revision === '1.0.0-rc.3')),
    );
    expect(idle.map(({ id }) => id)).toEqual([]);
  });
});
