import { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';

/** `waspect fleet-shard`: what runs in the container of a shard; nobody types it. */
export const fleetShardCommand = (line: CommandLine): Command =>
  new Command('fleet-shard')
    .description('carry a shard of a fleet in a container that waspect fleet --on kubernetes has started')
    .action(async () => {
      const { shardCommand } = await import('../../fleet/shard-command.ts');
      const { WORKER } = await import('../../fleet/judging.ts');
      line.end(await shardCommand(WORKER));
    });
