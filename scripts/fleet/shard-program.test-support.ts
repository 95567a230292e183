// What the image of the tests starts: a shard, with workers that judge nothing.
import { shardCommand } from './shard-command.ts';

process.exitCode = await shardCommand(
  new URL('../../simulator/fleet/testing/plain-worker.test-support.ts', import.meta.url),
);
