import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { REVISION_IDS, type RevisionId } from '../../../simulator/protocol/revision.ts';
import { type CommandLine, repeated, wholeNumber } from '../command-line.ts';
import { type Listening, listening, webUrl } from '../network-options.ts';
import { fleetCompareCommand } from './fleet-compare.ts';
import { fleetPlanCommand } from './fleet-plan.ts';

interface FleetFlags {
  readonly target?: readonly string[];
  readonly endpoint?: string;
  readonly revision?: RevisionId;
  readonly seed?: number;
  readonly set: readonly string[];
  readonly device?: number;
  readonly identities?: string;
  readonly defect: readonly string[];
  readonly workers: number;
  readonly slo: readonly string[];
  readonly out: string;
  readonly log: 'all' | 'none';
  readonly openMetrics?: Listening;
  readonly otlp?: string;
  readonly iOwnThisTarget?: true;
  readonly killSwitch?: string;
  readonly on?: 'kubernetes';
  readonly shards: number;
  readonly image?: string;
  readonly kubeconfig?: string;
  readonly namespace?: string;
  readonly shardCpu?: string;
  readonly quiet?: true;
  readonly json?: true;
}

const MAX_SEED: number = 2 ** 31 - 1;
/** One core is the WFM's, or the kernel's. */
const WORKERS: number = Math.max(1, availableParallelism() - 1);

/** `waspect fleet`: loads a WAS with a fleet of devices, and judges it while it does. */
export const fleetCommand = (line: CommandLine): Command =>
  new Command('fleet')
    .description('load a WAS with a fleet of simulated devices, measure how it holds up, and judge it while it does')
    .argument('<plan>', 'what the fleet does: a YAML file like those in fixtures/fleets, or the name of one of them')
    .option(
      '-t, --target <file>',
      'the system to load, one file for each revision of the plan (default: the reference WAS)',
      repeated,
    )
    .option('--endpoint <name>', 'the endpoint of the target file to use')
    .addOption(
      new Option('--revision <id>', "all devices speak this one, in place of the plan's").choices(REVISION_IDS),
    )
    .option('--seed <number>', 'another fleet of the same plan', wholeNumber(0, MAX_SEED))
    .option(
      '--set <path=value>',
      'a value of the plan, such as devices=500 or polling.every=5s; repeatable',
      repeated,
      [],
    )
    .option(
      '--device <number>',
      'only this device of the fleet, as it would be among the others',
      wholeNumber(0, 9_999_999),
    )
    .option('--identities <file>', 'identities that waspect pki fleet has prepared (default: they are made now)')
    .option('--defect <id>', 'of the reference WAS: start it with a deliberate fault; repeatable', repeated, [])
    .option('--workers <number>', 'threads that carry the fleet', wholeNumber(1, 256), WORKERS)
    .option(
      '--slo <objective>',
      "what has to hold, such as 'poll.p99<250ms' or 'errors<0.1%'; repeatable",
      repeated,
      [],
    )
    .option('-o, --out <dir>', 'where the reports go', 'waspect-fleet')
    .addOption(
      new Option('--log <which>', 'what the fleet intends and what came of it, as NDJSON')
        .choices(['all', 'none'])
        .default('all'),
    )
    .option('--open-metrics <[host:]port>', 'serve the run as OpenMetrics meanwhile', listening)
    .option('--otlp <url>', 'send the run to an OTLP collector: http://127.0.0.1:4318/v1/metrics', webUrl)
    .option('--i-own-this-target', 'load a system that is neither on this machine nor in a private network')
    .option('--kill-switch <file>', 'stop when this file appears')
    .addOption(new Option('--on <where>', 'carry the fleet elsewhere').choices(['kubernetes']))
    .option('--shards <number>', 'parts of the fleet on a cluster, a Job each', wholeNumber(1, 1000), 2)
    .option('--image <reference>', 'on a cluster: the image of waspect, made by npm run image')
    .option('--kubeconfig <file>', 'the cluster (default: the one of waspect cluster up, or KUBECONFIG)')
    .option('--namespace <name>', 'on a cluster: a namespace that is there (default: one of its own)')
    .option('--shard-cpu <amount>', 'on a cluster: what a shard asks its node for: 500m (default: 1)', processors)
    .option('-q, --quiet', 'no live view')
    .option('--json', 'print the results as JSON instead of text')
    // Behind `plan` and `compare`, --set, --slo and --json are theirs.
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES)
    .action(async (plan: string, flags: FleetFlags) => {
      // Loaded where it is run: help, and the other commands, do not wait for it.
      const { fleetAndReport } = await import('../../fleet/fleet-and-report.ts');
      const status = await fleetAndReport({
        plan,
        targets: flags.target ?? [],
        endpoint: flags.endpoint ?? null,
        revision: flags.revision ?? null,
        set: [...flags.set, ...(flags.seed === undefined ? [] : [`seed=${flags.seed}`])],
        device: flags.device ?? null,
        identities: flags.identities ?? null,
        defects: flags.defect,
        workers: flags.workers,
        objectives: flags.slo,
        out: flags.out,
        logs: flags.log === 'all',
        openMetrics: flags.openMetrics ?? null,
        otlp: flags.otlp ?? null,
        owned: flags.iOwnThisTarget ?? false,
        killSwitch: flags.killSwitch ?? null,
        cluster:
          flags.on === 'kubernetes'
            ? {
                shards: flags.shards,
                image: flags.image ?? null,
                kubeconfig: flags.kubeconfig ?? null,
                namespace: flags.namespace ?? null,
                cpu: flags.shardCpu ?? null,
              }
            : null,
        quiet: flags.quiet ?? false,
        json: flags.json ?? false,
        command: line.command,
      });
      line.end(status);
    })
    .addCommand(fleetPlanCommand(line))
    .addCommand(fleetCompareCommand(line));

/** Reads an amount of processors as Kubernetes writes it. */
function processors(text: string): string {
  if (/^(\d+m|\d+(\.\d{1,3})?)$/.test(text)) return text;
  throw new InvalidArgumentError('It is a number of processors, or of thousandths of one: 2, 0.5, 500m.');
}

const EXAMPLES = `
Exit status:
  0  every objective met, nothing violated     1  an objective missed, or a requirement broken
  2  usage or configuration error              3  the run is not valid, or the tool went wrong
  130  interrupted; what was measured is kept

Examples:
  $ waspect fleet small-factory                                    load the reference WAS
  $ waspect fleet plan small-factory                               what would happen
  $ waspect fleet small-factory --target acme.yaml --slo 'poll.p99<250ms' --slo 'errors<0.1%'
  $ waspect fleet hundred-thousand --set duration=10m --target acme.yaml
  $ waspect fleet compare before/results.json after/results.json   is it slower?`;
