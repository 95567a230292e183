import { readStanding } from '../simulator/cluster/standing/standing-cluster.ts';
import { measureDeploy } from './measure/deploy.ts';
import { measureFleetMemory } from './measure/fleet-memory.ts';
import { measureFleetPace } from './measure/fleet-pace.ts';
import { measureJudge } from './measure/judge.ts';
import { measureConform } from './measure/run-cli.ts';
import { measureSign } from './measure/sign.ts';

/**
 * Medians of five runs against the reference WAS, of the core: first verdict, whole profile, memory of the process tree. What signing a
 * whole request adds to the bare operation. Where a cluster is up, also what deploying through a device adds to bare helm.
 */
const RUNS = 5;
/** Readiness is polled by the second, so that a single deployment says little. */
const ROUNDS = 9;
const SIGNING_ROUNDS = 200;
const PACE_RATE = 10_000;
const PACE_SECONDS = 10;
const SLEEPING_FLEETS = [
  { devices: 100_000, workers: 1, pollEverySeconds: 10, seconds: 10 },
  { devices: 1_000_000, workers: 2, pollEverySeconds: 60, seconds: 10 },
];
const MEBIBYTE = 1024 * 1024;

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;

for (const effort of ['quick', 'standard']) {
  const runs = [];
  for (let seed = 1; seed <= RUNS; seed++)
    runs.push(await measureConform(['--effort', effort, '--seed', String(seed), '--cluster', 'none']));
  const [first] = runs;
  const figures = [
    `${first?.results.checks.length} checks`,
    `first verdict ${median(runs.map(({ firstVerdictMs }) => firstVerdictMs))} ms`,
    `whole run ${median(runs.map(({ wallMs }) => wallMs))} ms`,
    `peak memory ${Math.round(median(runs.map(({ peakBytes }) => peakBytes)) / MEBIBYTE)} MiB`,
  ];
  process.stdout.write(`${effort}: ${figures.join(', ')}\n`);
}

const signing = measureSign(SIGNING_ROUNDS);
const [bareUs, requestUs] = [median(signing.bareUs), median(signing.requestUs)];
const signingFigures = `${bareUs.toFixed(1)} µs ECDSA P-256 alone, ${requestUs.toFixed(1)} µs a request of 1 KiB`;
process.stdout.write(`signing: ${signingFigures}, ratio ${(requestUs / bareUs).toFixed(2)}\n`);

const { clientBytes, ...judging } = measureJudge();
const judgingFigures = Object.entries(judging).map(([what, us]) => `${what.replace(/Us$/, '')} ${us.toFixed(2)} µs`);
process.stdout.write(`judging under load: ${judgingFigures.join(', ')}; ${Math.round(clientBytes)} bytes a client\n`);

const pace = await measureFleetPace(PACE_RATE, PACE_SECONDS);
const paceFigures = [
  `rate error ${(pace.rateError * 100).toFixed(3)} %`,
  `lateness p99 ${(pace.lateness.p99 / 1000).toFixed(1)} ms`,
  `${pace.cpu.toFixed(2)} of a core`,
];
process.stdout.write(`fleet, ${pace.rate} intents a second: ${paceFigures.join(', ')}\n`);

for (const fleet of SLEEPING_FLEETS) {
  const { devices, workers, bytesPerDevice, peakRssBytes, pollsPerSecond, errors } = await measureFleetMemory(fleet);
  const figures = [
    `${Math.round(bytesPerDevice)} bytes a device`,
    `peak memory ${Math.round(peakRssBytes / MEBIBYTE)} MiB`,
    `${Math.round(pollsPerSecond)} polls a second, ${errors} errors`,
  ];
  process.stdout.write(`fleet, ${devices} sleeping devices on ${workers} thread(s): ${figures.join(', ')}\n`);
}

const access = readStanding()?.access;
if (!access) process.stdout.write('deploying was not measured: no cluster is up (npm run waspect -- cluster up)\n');
for (const major of [3, 4] as const) {
  if (!access) break;
  const { helm, bareMs, deviceMs } = await measureDeploy(access, major, ROUNDS);
  const [bare, device] = [median(bareMs), median(deviceMs)];
  const figures = `${Math.round(bare)} ms bare, ${Math.round(device)} ms through a device`;
  process.stdout.write(`deploying with Helm ${helm}: ${figures}, ratio ${(device / bare).toFixed(2)}\n`);
}
