import { describe, expect, it } from 'vitest';
import { REVISION_IDS } from '../../simulator/protocol/revision.ts';
import { loadCatalogue } from '../../suites/requirements/catalogue.ts';
import { coverageBasis, coverageOf } from '../../suites/requirements/coverage.ts';
import { checksIn } from './core-checks.ts';
import { judgeReference } from './judge-reference.ts';

const SUITE_LIMIT_MS = 180_000;
const MIN_PERCENT = 95;

const catalogue = loadCatalogue();

describe.each(REVISION_IDS)('the rows of %s', (revision) => {
  it('are there and for checks where a check of the revision cites them, and every such row has a check', async () => {
    const cited = (await checksIn(revision)).map(({ id, requirements }) => ({ id, requirements, positions: [] }));
    const coverage = coverageOf(coverageBasis(catalogue, revision), cited);
    const { unknownRequirements, misclassified, missing, wfm } = coverage;
    expect({ unknownRequirements, misclassified, missing }).toEqual({
      unknownRequirements: [],
      misclassified: [],
      missing: [],
    });
    expect(wfm.percent).toBeGreaterThanOrEqual(MIN_PERCENT);
  });

  it(
    'are judged in a run where they are said to be tested, save where their condition does not occur',
    async () => {
      const results = await judgeReference(await checksIn(revision), { revision, pace: 'ample' });
      const judged = new Set(results.flatMap((result) => result.judged));
      const unjudged = catalogue
        .rowsFor(revision)
        .filter(({ verification }) => verification.by === 'checks' && verification.condition === undefined)
        .filter(({ id }) => !judged.has(id));
      expect(unjudged.map(({ id }) => id)).toEqual([]);
    },
    SUITE_LIMIT_MS,
  );
});
