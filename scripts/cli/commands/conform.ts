import { randomInt } from 'node:crypto';
import { Command, Option } from 'commander';
import type { Effort } from '../../../reports/model.ts';
import type { ClusterWish } from '../../../simulator/cluster/find-cluster.ts';
import type { EngineChoice } from '../../../simulator/engine/find-engine.ts';
import { REVISION_IDS, type RevisionId } from '../../../simulator/protocol/revision.ts';
import { CLUSTER_CHOICES, clusterOfRun } from '../cluster-wish.ts';
import { type CommandLine, list, wholeNumber } from '../command-line.ts';
import { ENGINE_CHOICES, engineOfRun } from '../engine-choice.ts';
import { ALL } from '../legs.ts';

interface ConformFlags {
  readonly target?: string;
  readonly endpoint?: string;
  readonly revision?: RevisionId | typeof ALL;
  readonly effort: Effort;
  readonly seed?: number;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly out: string;
  readonly workers: number;
  readonly cluster: ClusterWish;
  readonly workloadImage?: string;
  readonly engine: EngineChoice;
  readonly expectedFailures?: string;
  readonly json?: true;
  readonly bail?: true;
}

const EFFORTS: readonly Effort[] = ['quick', 'standard', 'thorough'];
const MAX_SEED: number = 2 ** 31 - 1;

/** `waspect conform`: the suite against a target, or against the reference WAS. */
export const conformCommand = (line: CommandLine): Command =>
  new Command('conform')
    .description('judge a WAS and write results.json, junit.xml, report.html and http.har')
    .option('-t, --target <file>', 'the system under test (default: the reference WAS that comes with waspect)')
    .addOption(
      new Option(
        '--revision <revision>',
        'the revision to judge by, or all (default: the one that the target file claims)',
      ).choices([...REVISION_IDS, ALL]),
    )
    .option(
      '--endpoint <name>',
      'the endpoint of the target file to use, or all: each is judged, and they are compared',
    )
    .addOption(new Option('--effort <effort>', 'how many random cases').choices(EFFORTS).default('standard'))
    .option('--seed <number>', 'repeat the random choices of another run', wholeNumber(0, MAX_SEED))
    .option('--only <pattern>', 'only these checks: globs over check ids, or requirement ids; repeatable', list)
    .option('--skip <pattern>', 'all but these checks', list)
    .option('-o, --out <dir>', 'where the reports go', 'waspect-report')
    .option('--workers <number>', 'checks that are judged at the same time', wholeNumber(1, 64), 8)
    .addOption(
      new Option('--cluster <choice>', `where devices deploy to with Helm: ${CLUSTER_CHOICES}, or none`)
        .default('auto' satisfies ClusterWish)
        .argParser(clusterOfRun),
    )
    .option('--workload-image <reference>', 'for a kubeconfig: an image with busybox that its nodes can pull')
    .addOption(
      new Option('--engine <choice>', `where devices deploy to with Compose: ${ENGINE_CHOICES}`)
        .default('auto' satisfies EngineChoice)
        .argParser(engineOfRun),
    )
    .option('--expected-failures <file>', 'failures that are known; anything else fails the run')
    .option('--bail', 'stop at the first failure')
    .option('--json', 'print the results as JSON instead of text')
    .action(async (flags: ConformFlags) => {
      // The suite is loaded where it is run: help, and the other commands, do not wait for it.
      const { runAndReport } = await import('../run-and-report.ts');
      const status = await runAndReport({
        target: flags.target,
        namedTarget: flags.target ?? null,
        revision: flags.revision ?? null,
        endpoint: flags.endpoint ?? null,
        effort: flags.effort,
        seed: flags.seed ?? randomInt(MAX_SEED),
        only: flags.only ?? [],
        skip: flags.skip ?? [],
        out: flags.out,
        workers: flags.workers,
        expectedFailures: flags.expectedFailures ?? null,
        bail: flags.bail ?? false,
        json: flags.json ?? false,
        replay: null,
        asked: { cluster: flags.cluster, workloadImage: flags.workloadImage, engine: flags.engine },
        command: line.command,
      });
      line.end(status);
    });
