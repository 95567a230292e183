import { matchesGlob } from 'node:path';
import { Command } from 'commander';
import type { RevisionId } from '../simulator/protocol/revision.ts';
import { DEFAULT_REVISION } from '../simulator/protocol/revisions.ts';
import type { Defect } from '../simulator/was/defects/defect.ts';
import { checksIn } from './proof/core-checks.ts';
import { defectsOf } from './proof/defects-of.ts';
import { flawsOf } from './proof/flaws.ts';
import { judgeDefects } from './proof/matrix.ts';

/** Judges every defect of the reference WAS with every check, and prints who noticed and what does not fit. */
const program = new Command('prove-matrix')
  .description('judge every defect of the reference WAS with every check')
  .option('--revision <revision>', 'the revision that is proved', DEFAULT_REVISION)
  .option('--only <glob>', 'only defects whose id fits', '**')
  .option('--breaking <glob>', 'only defects that break a requirement whose id fits', '**')
  .option('--checks <glob>', 'only checks whose id fits', '**')
  .option(
    '--others-one-in <number>',
    'of the checks that do not cite what a defect breaks, judge one in so many',
    Number,
    1,
  )
  .parse();

interface Options {
  readonly revision: RevisionId;
  readonly only: string;
  readonly breaking: string;
  readonly checks: string;
  readonly othersOneIn: number;
}

const { revision, only, breaking, checks, othersOneIn } = program.opts<Options>();
const fits = ({ id, requirements }: Defect): boolean =>
  matchesGlob(id, only) && requirements.some((requirement) => matchesGlob(requirement, breaking));
const { own, reserve } = defectsOf(revision);
const defects = own.filter(fits);
const chosen = (await checksIn(revision)).filter(({ id }) => matchesGlob(id, checks));
const start = performance.now();
const judged = await judgeDefects(chosen, defects, {
  revision,
  reserve: reserve.filter(fits),
  othersOneIn,
  onJudged: ({ defect, verdicts }) => {
    const noticed = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    process.stdout.write(`${defect}: ${noticed.map(({ check }) => check).join(', ') || '-'} (${verdicts.length})\n`);
  },
});
process.stdout.write(`${JSON.stringify(flawsOf(judged, defects, reserve), null, 2)}\n`);
process.stdout.write(`${defects.length} defects in ${Math.round(performance.now() - start)} ms\n`);
