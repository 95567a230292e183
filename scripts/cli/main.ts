import { Command, CommanderError } from 'commander';
import { ReportError } from '../../reports/report-error.ts';
import { PkiError } from '../../simulator/pki/pki-error.ts';
import { WaspectError } from '../../suites/harness/failure.ts';
import { type CommandLine, USAGE_ERROR } from './command-line.ts';
import { conformCommand } from './commands/conform.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { pkiCommand } from './commands/pki.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { requirementsCommand } from './commands/requirements.ts';
import { wasCommand } from './commands/was.ts';
import { VERSION } from './version.ts';

/** Runs the command line with the words after the program's name; answers the exit status (contract, section 4). */
export async function main(argv: readonly string[]): Promise<number> {
  let status = 0;
  const line: CommandLine = {
    command: ['waspect', ...argv].join(' '),
    end: (code) => {
      status = code;
    },
  };
  const program = new Command('waspect')
    .description('Conformance suite and device simulator for the Margo workload management interface')
    .version(VERSION)
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', HELP);
  for (const make of COMMANDS) program.addCommand(make(line));
  // Sub-commands inherit this only when they are made by the program itself.
  for (const command of [program, ...program.commands.flatMap((sub) => [sub, ...sub.commands])]) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
    if (!isForPeople(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return USAGE_ERROR;
  }
}

const COMMANDS = [
  conformCommand,
  doctorCommand,
  requirementsCommand,
  replayCommand,
  reportCommand,
  diffCommand,
  wasCommand,
  pkiCommand,
] as const;

const isForPeople = (error: unknown): error is Error =>
  error instanceof WaspectError || error instanceof ReportError || error instanceof PkiError;

const HELP = `
Exit status:
  0  conformant                     1  nonconformant
  2  usage or configuration error   3  incomplete, or the tool went wrong
  130  interrupted; what was judged is kept

Examples:
  $ waspect conform                          judge the reference WAS that comes with waspect
  $ waspect doctor --target acme.yaml        is my set-up right?
  $ waspect conform --target acme.yaml       judge my system
  $ waspect requirements --json              what is tested, what is not, and why`;
