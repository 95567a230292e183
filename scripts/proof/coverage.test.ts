import { expect, it } from 'vitest';
import { REVISION_IDS } from '../../simulator/protocol/revision.ts';
import { loadChecks } from '../../suites/harness/engine/check-files.ts';
import { loadCatalogue } from '../../suites/requirements/catalogue.ts';
import { coverageBasis, coverageOf } from '../../suites/requirements/coverage.ts';
import { judgeReference } from './judge-reference.ts';

const SUITE_LIMIT_MS = 180_000;
const MIN_PERCENT = 95;

const catalogue = loadCatalogue();
const rows = catalogue.rowsFor('1.0.0-rc.3');
const checks = await loadChecks();

it.each(REVISION_IDS)(
  'every check cites rows that are there and are for checks, and every such row of %s has a check',
  (revision) => {
    const cited = checks.map(({ id, requirements }) => ({ id, requirements, positions: [] }));
    const coverage = coverageOf(coverageBasis(catalogue, revision), cited);
    const { unknownRequirements, misclassified, missing, wfm } = coverage;
    expect({ unknownRequirements, misclassified, missing }).toEqual({
      unknownRequirements: [],
      misclassified: [],
      missing: [],
    });
    expect(wfm.percent).toBeGreaterThanOrEqual(MIN_PERCENT);
  },
);

it(
  'every row that is said to be tested is judged in a run, save where its condition does not occur',
  async () => {
    const judged = new Set((await judgeReference(checks, { pace: 'ample' })).flatMap((result) => result.judged));
    const unjudged = rows.filter(
      ({ id, verification }) => verification.by === 'checks' && verification.condition === undefined && !judged.has(id),
    );
    expect(unjudged.map(({ id }) => id)).toEqual([]);
  },
  SUITE_LIMIT_MS,
);
