import { expect, it } from 'vitest';
import { REVISION_IDS } from '../../simulator/protocol/revision.ts';
import { DEFECTS } from '../../simulator/was/defects/index.ts';
import { loadCatalogue } from '../../suites/requirements/catalogue.ts';
import { checksIn } from './core-checks.ts';
import { defectsOf } from './defects-of.ts';
import { flawsOf } from './flaws.ts';
import { type JudgedDefect, judgeDefects } from './matrix.ts';

const MATRIX_LIMIT_MS = 25 * 60_000;
/** All of them take an hour: `npm run prove:matrix` judges them. */
const OTHERS_ONE_IN = 48;

/** The newest revision comes first, and tells the others with which faults to begin. */
const hints: JudgedDefect[] = [];

it.each(REVISION_IDS)(
  'every defect of %s is noticed, by checks that cite what it breaks, and every check can fail',
  {
    timeout: MATRIX_LIMIT_MS,
  },
  async (revision) => {
    const { own, reserve } = defectsOf(revision);
    const options = { revision, othersOneIn: OTHERS_ONE_IN, reserve, hints };
    const judged = await judgeDefects(await checksIn(revision), own, options);
    hints.push(...judged);
    expect(flawsOf(judged, own, reserve)).toEqual({ survivors: [], unfailing: [], strays: [], errors: [] });
  },
);

it.each(REVISION_IDS)('every MUST of %s that is judged by checks is broken by a defect at least', (revision) => {
  const broken = new Set(DEFECTS.flatMap(({ requirements }) => requirements));
  const unbroken = loadCatalogue()
    .rowsFor(revision)
    .filter(({ level, verification }) => level === 'MUST' && verification.by === 'checks')
    .filter(({ id }) => !broken.has(id))
    .map(({ id }) => id);
  expect(unbroken).toEqual([]);
});
