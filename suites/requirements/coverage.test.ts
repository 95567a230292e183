import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REVISION_IDS } from '../../simulator/protocol/revision.ts';
import { loadCatalogue } from './catalogue.ts';
import { type CheckReference, type CoverageBasis, coverageBasis, coverageOf } from './coverage.ts';
import type { Party, Requirement, RequirementId, Verification } from './requirement.ts';

const row = (id: RequirementId, verification: Verification, party: readonly Party[] = ['WFM'], area = 'one') =>
  ({
    id,
    area,
    level: 'MUST',
    party,
    revisions: ['1.0.0-rc.3'],
    statement: `What ${id} asks for.`,
    clause: 'somewhere',
    verification,
  }) satisfies Requirement;

const judged: Verification = { by: 'checks' };
const device: Verification = { by: 'device-role', reason: 'binds the device' };
const visible: Verification = { by: 'none', observable: true, reason: 'not yet' };
const hidden: Verification = { by: 'none', observable: false, reason: 'never shows' };

const check = (id: string, requirements: readonly string[], positions: readonly string[] = []): CheckReference => ({
  id,
  requirements,
  positions,
});

const basis = (...rows: readonly Requirement[]): CoverageBasis => ({
  areas: [
    { id: 'one', title: 'First' },
    { id: 'two', title: 'Second' },
  ],
  rows,
  elsewhere: ['GEN-777'],
  positions: loadCatalogue().positions,
});

describe('coverageOf', () => {
  it('finds citations that lead nowhere', () => {
    const found = coverageOf(basis(row('GEN-001', judged)), [check('a/b', ['GEN-001', 'GEN-999'], ['G-07', 'G-999'])]);
    expect(found.unknownRequirements).toEqual([{ check: 'a/b', cites: 'GEN-999' }]);
    expect(found.unknownPositions).toEqual([{ check: 'a/b', cites: 'G-999' }]);
  });

  it('takes what another revision has for known, and counts nothing for it', () => {
    const found = coverageOf(basis(row('GEN-001', judged)), [check('a/b', ['GEN-777'])]);
    expect(found).toMatchObject({ unknownRequirements: [], missing: ['GEN-001'], wfm: { tested: 0 } });
  });

  it('finds checks of rows that claim to have none', () => {
    const rows = [row('GEN-001', device), row('GEN-002', hidden), row('GEN-003', judged)];
    const found = coverageOf(basis(...rows), [check('a/b', ['GEN-001', 'GEN-002', 'GEN-003'])]);
    expect(found.misclassified.map(({ cites }) => cites)).toEqual(['GEN-001', 'GEN-002']);
  });

  it('finds rows that claim checks and have none', () => {
    const found = coverageOf(basis(row('GEN-001', judged), row('GEN-002', judged), row('GEN-003', hidden)), [
      check('a/b', ['GEN-002']),
    ]);
    expect(found.missing).toEqual(['GEN-001']);
  });

  it('lists the checks of each row in their order', () => {
    const found = coverageOf(basis(row('GEN-001', judged), row('GEN-002', judged)), [
      check('z/z', ['GEN-001']),
      check('a/a', ['GEN-002', 'GEN-001']),
    ]);
    expect(found.rows.map((entry) => entry.checks)).toEqual([['z/z', 'a/a'], ['a/a']]);
  });

  it('counts visible rules for the WFM only', () => {
    const rows = [
      row('GEN-001', judged),
      row('GEN-002', judged, ['ALL']),
      row('GEN-003', visible),
      row('GEN-004', hidden),
      row('GEN-005', judged, ['MIS']),
      row('GEN-006', device, ['CLI']),
      row('GEN-007', judged, ['CLI', 'WFM']),
    ];
    const found = coverageOf(basis(...rows), [check('a/b', ['GEN-001', 'GEN-003', 'GEN-005', 'GEN-007'])]);
    expect(found.wfm).toEqual({ observable: 4, tested: 2, percent: 50 });
  });

  it('calls it complete where nothing is visible', () => {
    expect(coverageOf(basis(row('GEN-001', hidden)), []).wfm).toEqual({ observable: 0, tested: 0, percent: 100 });
  });

  it('sums up each area that has rows', () => {
    const rows = [
      row('GEN-001', judged),
      row('GEN-002', judged),
      row('GEN-003', device, ['DEV']),
      row('GEN-004', hidden),
    ];
    expect(coverageOf(basis(...rows), [check('a/b', ['GEN-001'])]).areas).toEqual([
      { area: 'one', title: 'First', rows: 4, tested: 1, missing: 1, deviceRole: 1, notTestable: 1 },
    ]);
  });

  it('keeps its sums straight whatever is cited', () => {
    const catalogue = loadCatalogue();
    const ids = fc.constantFrom(...catalogue.requirements.map((entry) => entry.id), 'GEN-999');
    const checks = fc.array(fc.array(ids, { maxLength: 20 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...REVISION_IDS), checks, (revision, lists) => {
        const given = lists.map((list, index) => check(`area/${index}`, list));
        const measure = coverageBasis(catalogue, revision);
        const { rows } = measure;
        const found = coverageOf(measure, given);
        const total = (member: 'rows' | 'tested' | 'missing'): number =>
          found.areas.reduce((sum, area) => sum + area[member], 0);
        expect(total('rows')).toBe(rows.length);
        expect(total('missing')).toBe(found.missing.length);
        for (const area of found.areas) {
          expect(area.tested + area.missing + area.deviceRole + area.notTestable).toBe(area.rows);
        }
        expect(found.unknownRequirements.length).toBe(lists.flat().filter((id) => id === 'GEN-999').length);
        expect(found.wfm.tested).toBeLessThanOrEqual(found.wfm.observable);
      }),
      { numRuns: 50 },
    );
  });
});
