import { Argument, Command } from 'commander';
import type { ClusterAccess } from '../../../simulator/cluster/cluster.ts';
import { clusterProgress } from '../cluster-progress.ts';
import { type AskedCluster, askedCluster, CLUSTER_CHOICES } from '../cluster-wish.ts';
import { type CommandLine, INTERRUPTED, TOOL_WENT_WRONG } from '../command-line.ts';
import { interruption } from '../interruption.ts';

interface Format {
  readonly json?: true;
}

interface UpFlags extends Format {
  readonly workloadImage?: string;
}

/** `waspect cluster`: a cluster that stays up between runs. */
export const clusterCommand = (line: CommandLine): Command =>
  new Command('cluster')
    .description('a Kubernetes cluster for the end-to-end profile, that stays up between runs')
    .addCommand(
      json(new Command('up'))
        .description('bring one up, or say which is up')
        .addArgument(
          new Argument('[choice]', `${CLUSTER_CHOICES}; auto takes the first of kind, k3s and debian that works`)
            .default({ wish: 'auto' } satisfies AskedCluster, 'auto')
            .argParser(askedCluster),
        )
        .option('--workload-image <reference>', 'for kubeconfig=FILE: an image with busybox that its nodes can pull')
        .action(async ({ wish }: AskedCluster, { json, workloadImage }: UpFlags) => {
          const { bringUp } = await tools();
          using interrupted = interruption();
          try {
            const progress = clusterProgress();
            const { access, already } = await bringUp(wish, { progress, signal: interrupted.signal, workloadImage });
            write(json, access, `${access.name} ${already ? 'is up already' : 'is up'}, Kubernetes ${access.version}`);
          } catch (error) {
            if (!interrupted.signal.aborted) throw error;
            process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
            line.end(INTERRUPTED);
          }
        }),
    )
    .addCommand(
      json(new Command('down'))
        .description('take down the one that "cluster up" brought up, and what is left of earlier ones')
        .action(async ({ json }: Format) => {
          const { takeDownStanding } = await tools();
          const access = await takeDownStanding();
          if (json) process.stdout.write(`${JSON.stringify({ down: access?.name ?? null })}\n`);
          else process.stdout.write(access ? `${access.name} is down\n` : 'none was up\n');
        }),
    )
    .addCommand(
      json(new Command('status'))
        .description(`say which is up; status ${TOOL_WENT_WRONG} where none answers`)
        .action(async ({ json }: Format) => {
          const { askStanding } = await tools();
          const { up, reason = 'no cluster is up' } = await askStanding();
          if (up) return write(json, up.access, `${up.access.name} is up, Kubernetes ${up.access.version}`);
          if (json) process.stdout.write(`${JSON.stringify({ up: false, reason })}\n`);
          else process.stdout.write(`${reason}; bring one up: waspect cluster up\n`);
          line.end(TOOL_WENT_WRONG);
        }),
    )
    .addCommand(
      new Command('load')
        .description('give an image to the nodes of the one that is up, such as that of npm run image')
        .argument('<archive>', 'as npm run image and docker save write it')
        .action(async (archive: string) => {
          const { loadStanding } = await tools();
          process.stdout.write(`${await loadStanding(archive)} has it\n`);
        }),
    );

/** Loaded where they are used: the other commands do not wait for them. */
const tools = async () => ({
  ...(await import('../../../simulator/cluster/standing/ask-standing.ts')),
  ...(await import('../../../simulator/cluster/standing/bring-up.ts')),
  ...(await import('../../../simulator/cluster/standing/load-standing.ts')),
});

const json = (command: Command): Command => command.option('--json', 'for programs');

function write(json: true | undefined, access: ClusterAccess, sentence: string): void {
  const lines = `${sentence}\nexport KUBECONFIG=${access.kubeconfig}\n`;
  process.stdout.write(json ? `${JSON.stringify({ up: true, ...access })}\n` : lines);
}
