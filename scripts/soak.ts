import { measureConform } from './measure/run-cli.ts';

/** Twenty runs with twenty seeds against the reference WAS: no verdict may depend on the seed. */
const RUNS = 20;

const verdicts = new Map<string, Map<string, number[]>>();
let unclean = 0;
for (let seed = 1; seed <= RUNS; seed++) {
  const { status, results, wallMs } = await measureConform(['--seed', String(seed)]);
  process.stdout.write(`seed ${seed}: ${results.verdict}, exit ${status}, ${wallMs} ms\n`);
  if (status !== 0) unclean += 1;
  for (const { id, verdict } of results.checks) {
    const seeds = verdicts.get(id) ?? new Map<string, number[]>();
    seeds.set(verdict, [...(seeds.get(verdict) ?? []), seed]);
    verdicts.set(id, seeds);
  }
}
const wavering = [...verdicts].filter(([, seeds]) => seeds.size > 1);
for (const [id, seeds] of wavering)
  process.stdout.write(`${id}: ${[...seeds].map(([verdict, of]) => `${verdict} with ${of.join(', ')}`).join('; ')}\n`);
process.stdout.write(
  `${RUNS} runs, ${wavering.length} checks with more than one verdict, ${unclean} runs not conformant\n`,
);
process.exitCode = wavering.length + unclean === 0 ? 0 : 1;
