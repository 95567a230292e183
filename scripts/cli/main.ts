import { Command, CommanderError } from 'commander';
import { VERSION } from './version.ts';

/** Runs the command line with the words after the program's name; answers the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('waspect')
    .description('Conformance suite and device simulator for the Margo workload management interface')
    .version(VERSION)
    .exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
