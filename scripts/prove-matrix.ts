import { matchesGlob } from 'node:path';
import { Command } from 'commander';
import { DEFECTS } from '../simulator/was/defects/index.ts';
import { loadChecks } from '../suites/harness/engine/check-files.ts';
import { flawsOf } from './proof/flaws.ts';
import { judgeDefects } from './proof/matrix.ts';

/** Judges every defect of the reference WAS with every check, and prints who noticed and what does not fit. */
const program = new Command('prove-matrix')
  .description('judge every defect of the reference WAS with every check')
  .option('--only <glob>', 'only defects whose id fits', '**')
  .option(
    '--others-one-in <number>',
    'of the checks that do not cite what a defect breaks, judge one in so many',
    Number,
    1,
  )
  .parse();

const { only, othersOneIn } = program.opts<{ readonly only: string; readonly othersOneIn: number }>();
const defects = DEFECTS.filter(({ id }) => matchesGlob(id, only));
const start = performance.now();
const judged = await judgeDefects(await loadChecks(), defects, {
  othersOneIn,
  onJudged: ({ defect, verdicts }) => {
    const noticed = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    process.stdout.write(`${defect}: ${noticed.map(({ check }) => check).join(', ') || '-'} (${verdicts.length})\n`);
  },
});
process.stdout.write(`${JSON.stringify(flawsOf(judged, defects), null, 2)}\n`);
process.stdout.write(`${defects.length} defects in ${Math.round(performance.now() - start)} ms\n`);
