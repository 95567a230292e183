import { REVISION_IDS } from '../simulator/protocol/revision.ts';
import { measureConform } from './measure/run-cli.ts';
import { FAULTS } from './proof/end-to-end/fault.ts';
import { huntAll } from './proof/end-to-end/hunt-all.ts';
import { inWords, lineOf, summaryOf } from './proof/end-to-end/table.ts';

/**
 * Twenty runs with twenty seeds against the reference WAS, in every revision: no verdict may depend on the seed. Then every fault between the
 * operator and what runs is hunted: all are found, in short sequences.
 */
const RUNS = 20;

const verdicts = new Map<string, Map<string, number[]>>();
let unclean = 0;
for (const revision of REVISION_IDS)
  for (let seed = 1; seed <= RUNS; seed++) {
    const { status, results, wallMs } = await measureConform(['--revision', revision, '--seed', String(seed)]);
    process.stdout.write(`${revision}, seed ${seed}: ${results.verdict}, exit ${status}, ${wallMs} ms\n`);
    if (status !== 0) unclean += 1;
    for (const { id, verdict } of results.checks) {
      const name = `${revision} ${id}`;
      const seeds = verdicts.get(name) ?? new Map<string, number[]>();
      seeds.set(verdict, [...(seeds.get(verdict) ?? []), seed]);
      verdicts.set(name, seeds);
    }
  }
const wavering = [...verdicts].filter(([, seeds]) => seeds.size > 1);
for (const [id, seeds] of wavering)
  process.stdout.write(`${id}: ${[...seeds].map(([verdict, of]) => `${verdict} with ${of.join(', ')}`).join('; ')}\n`);
process.stdout.write(
  `${RUNS} runs of each revision, ${wavering.length} checks with more than one verdict, ${unclean} runs not conformant\n`,
);

const summary = summaryOf(await huntAll(FAULTS, (trophy) => process.stdout.write(`${lineOf(trophy)}\n`)));
process.stdout.write(inWords(summary));
process.exitCode = wavering.length + unclean === 0 && summary.proved ? 0 : 1;
