import { Command, CommanderError } from 'commander';
import { ReportError } from '../../reports/report-error.ts';
import { CodedError } from '../../simulator/errors/coded-error.ts';
import { messageOf } from '../../suites/harness/failure.ts';
import { type CommandLine, TOOL_WENT_WRONG, typed, USAGE_ERROR } from './command-line.ts';
import { clusterCommand } from './commands/cluster.ts';
import { conformCommand } from './commands/conform.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { fleetCommand } from './commands/fleet.ts';
import { fleetShardCommand } from './commands/fleet-shard.ts';
import { pkiCommand } from './commands/pki.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { requirementsCommand } from './commands/requirements.ts';
import { wasCommand } from './commands/was.ts';
import { VERSION } from './version.ts';

/** Runs the command line with the words after the program's name; answers the exit status (contract, section 4). */
export async function main(argv: readonly string[]): Promise<number> {
  // A reader that has seen enough (`| head`) ends the program, quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? 0 : TOOL_WENT_WRONG),
  );
  let status = 0;
  const line: CommandLine = {
    command: typed(['waspect', ...argv]),
    end: (code) => {
      status = code;
    },
  };
  const program = new Command('waspect')
    .description('Conformance suite and device simulator for the Margo workload management interface')
    .version(VERSION)
    // An option belongs to the command that it stands behind; only so can a command and one below it have the same.
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', HELP);
  for (const make of COMMANDS) program.addCommand(make(line));
  for (const make of HIDDEN) program.addCommand(make(line), { hidden: true });
  // Sub-commands inherit this only when they are made by the program itself.
  for (const command of [program, ...program.commands.flatMap((sub) => [sub, ...sub.commands])]) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
    process.stderr.write(`${isForPeople(error) ? error.message : internal(error)}\n`);
    return isForPeople(error) ? USAGE_ERROR : TOOL_WENT_WRONG;
  }
}

const COMMANDS = [
  conformCommand,
  fleetCommand,
  doctorCommand,
  requirementsCommand,
  replayCommand,
  reportCommand,
  diffCommand,
  wasCommand,
  pkiCommand,
  clusterCommand,
] as const;

/** What other programs start. */
const HIDDEN = [fleetShardCommand] as const;

const isForPeople = (error: unknown): error is Error => error instanceof CodedError || error instanceof ReportError;

/** Nobody but us can do anything about it; the place helps us, the rest of a stack helps nobody. */
function internal(error: unknown): string {
  const place = error instanceof Error ? /^\s+at (.*)$/m.exec(error.stack ?? '')?.[1] : undefined;
  return `INTERNAL_ERROR: ${messageOf(error)}${place ? ` (${place})` : ''}; this is a fault of waspect, please report it`;
}

const HELP = `
Exit status:
  0  conformant                     1  nonconformant
  2  usage or configuration error   3  incomplete, or the tool went wrong
  130  interrupted; what was judged is kept

Examples:
  $ waspect conform                          judge the reference WAS that comes with waspect
  $ waspect doctor --target acme.yaml        is my set-up right?
  $ waspect conform --target acme.yaml       judge my system
  $ waspect fleet small-factory              load it with a fleet, and judge it meanwhile
  $ waspect requirements --json              what is tested, what is not, and why`;
