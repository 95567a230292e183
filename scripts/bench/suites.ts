import { readStanding } from '../../simulator/cluster/standing/standing-cluster.ts';
import { measureDeploy } from '../measure/deploy.ts';
import { measureConform } from '../measure/run-cli.ts';
import { measureSign } from '../measure/sign.ts';
import { MEBIBYTE, median, type Row } from './row.ts';

const RUNS = 5;
/** Readiness is polled by the second, so that a single deployment says little. */
const DEPLOYMENTS = 9;
const SIGNATURES = 200;

/** What judging costs: the core against the reference WAS, a signed request, a deployment through a device. */
export const SUITE_ROWS: readonly Row[] = [
  {
    name: 'conform',
    async *measure() {
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
        yield `${effort}: ${figures.join(', ')}`;
      }
    },
  },
  {
    name: 'signing',
    async *measure() {
      const signing = measureSign(SIGNATURES);
      const [bareUs, requestUs] = [median(signing.bareUs), median(signing.requestUs)];
      const figures = `${bareUs.toFixed(1)} µs ECDSA P-256 alone, ${requestUs.toFixed(1)} µs a request of 1 KiB`;
      yield `signing: ${figures}, ratio ${(requestUs / bareUs).toFixed(2)}`;
    },
  },
  {
    name: 'deploying',
    async *measure() {
      const access = readStanding()?.access;
      if (!access) yield 'deploying was not measured: no cluster is up (npm run waspect -- cluster up)';
      for (const major of [3, 4] as const) {
        if (!access) break;
        const { helm, bareMs, deviceMs } = await measureDeploy(access, major, DEPLOYMENTS);
        const [bare, device] = [median(bareMs), median(deviceMs)];
        const figures = `${Math.round(bare)} ms bare, ${Math.round(device)} ms through a device`;
        yield `deploying with Helm ${helm}: ${figures}, ratio ${(device / bare).toFixed(2)}`;
      }
    },
  },
];
