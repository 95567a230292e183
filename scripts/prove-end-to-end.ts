import { matchesGlob } from 'node:path';
import { Command } from 'commander';
import { FAULTS } from './proof/end-to-end/fault.ts';
import { huntAll } from './proof/end-to-end/hunt-all.ts';
import { inWords, lineOf, summaryOf } from './proof/end-to-end/table.ts';

/** Plants every fault between the operator and what runs, and prints who found it, in how many commands. */
const program = new Command('prove-end-to-end')
  .description('plant faults in the reference WAS, the simulated device and the registry, and look for them')
  .option('--only <glob>', 'only faults whose name fits', '**')
  .parse();

const { only } = program.opts<{ readonly only: string }>();
const faults = FAULTS.filter(({ name }) => matchesGlob(name, only));
const start = performance.now();
const trophies = await huntAll(faults, (trophy) => process.stdout.write(`${lineOf(trophy)}\n`));
const summary = summaryOf(trophies);
process.stdout.write(`${inWords(summary)}${faults.length} faults in ${Math.round(performance.now() - start)} ms\n`);
process.exitCode = summary.proved ? 0 : 1;
