import { measureConform } from './measure/run-cli.ts';

/** Medians of five runs against the reference WAS: first verdict, whole profile, memory of the process tree. */
const RUNS = 5;
const MEBIBYTE = 1024 * 1024;

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;

for (const effort of ['quick', 'standard']) {
  const runs = [];
  for (let seed = 1; seed <= RUNS; seed++)
    runs.push(await measureConform(['--effort', effort, '--seed', String(seed)]));
  const [first] = runs;
  const figures = [
    `${first?.results.checks.length} checks`,
    `first verdict ${median(runs.map(({ firstVerdictMs }) => firstVerdictMs))} ms`,
    `whole run ${median(runs.map(({ wallMs }) => wallMs))} ms`,
    `peak memory ${Math.round(median(runs.map(({ peakBytes }) => peakBytes)) / MEBIBYTE)} MiB`,
  ];
  process.stdout.write(`${effort}: ${figures.join(', ')}\n`);
}
