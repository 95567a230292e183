import { matchesGlob } from 'node:path';
import { Command } from 'commander';
import { DEFAULT_REVISION } from '../simulator/protocol/revisions.ts';
import { checksIn } from './proof/core-checks.ts';
import { judgeReference } from './proof/judge-reference.ts';

/** Judges the reference WAS with the defects named, for those who write checks and defects. */
const program = new Command('prove')
  .description('judge the reference WAS, plain or with defects, and print every verdict that is not a pass')
  .option('--defect <id...>', 'start it with these defects')
  .option('--mode <mode>', 'plain, contrary or obstinate', 'plain')
  .option('--revision <revision>', 'the revision that it is judged by', DEFAULT_REVISION)
  .option('--only <glob>', 'only checks whose id fits')
  .option('--effort <effort>', 'quick, standard or thorough', 'quick')
  .option('--seed <number>', 'seed of the run', Number, 1)
  .option('--concurrency <number>', 'how many checks are judged at once', Number, 8)
  .option('--all', 'print passes too')
  .parse();

const { defect, mode, revision, only, effort, seed, concurrency, all } = program.opts();
const checks = (await checksIn(revision)).filter(({ id }) => only === undefined || matchesGlob(id, only));
const start = performance.now();
const results = await judgeReference(checks, { defects: defect ?? [], mode, revision, effort, seed, concurrency });
for (const { id, verdict, message, observations, durationMs } of results)
  if (all || verdict !== 'pass' || observations.length > 0)
    process.stdout.write(
      `${verdict.padEnd(13)} ${String(durationMs).padStart(6)} ms  ${id}  ${[message, ...observations].join(' | ')}\n`,
    );
process.stdout.write(`${results.length} checks in ${Math.round(performance.now() - start)} ms\n`);
