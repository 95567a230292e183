import { Command } from 'commander';
import { nearest } from '../../../simulator/errors/nearest.ts';
import { REVISION_IDS } from '../../../simulator/protocol/revision.ts';
import { ConfigurationError } from '../../../suites/harness/failure.ts';
import type { CommandLine } from '../command-line.ts';

interface ReplayFlags {
  readonly check: string;
  readonly target?: string;
  readonly endpoint?: string;
  readonly out?: string;
  readonly json?: true;
}

/** `waspect replay`: one check again, with its seed and its counterexample. */
export const replayCommand = (line: CommandLine): Command =>
  new Command('replay')
    .description('repeat one check of an earlier run, with its seed and its counterexample')
    .argument('<results>', 'a results folder, or a results.json')
    .requiredOption('--check <id>', 'the check to repeat')
    .option('-t, --target <file>', 'the system under test (default: the one of that run)')
    .option('--endpoint <name>', 'the endpoint to use (default: the one of that run)')
    .option('-o, --out <dir>', 'write reports of the repetition here')
    .option('--json', 'print the results as JSON instead of text')
    .action(async (path: string, flags: ReplayFlags) => {
      const { readResultsAt } = await import('../results-path.ts');
      const { run, checks } = await readResultsAt(path);
      const check = checks.find(({ id }) => id === flags.check);
      if (!check) {
        const suggestion = nearest(
          flags.check,
          checks.map(({ id }) => id),
        );
        throw new ConfigurationError(
          'CHECK_UNKNOWN',
          `${path} has no check ${flags.check}${suggestion ? `; did you mean ${suggestion}?` : ''}`,
        );
      }
      const target = flags.target ?? run.targetFile;
      const { counterexample } = check;
      const { runAndReport } = await import('../run-and-report.ts');
      const status = await runAndReport({
        target,
        namedTarget: target ?? null,
        endpoint: flags.endpoint ?? (target === undefined ? null : run.target.endpoint || null),
        revision: REVISION_IDS.find((id) => id === run.revision) ?? null,
        effort: run.effort,
        seed: run.seed,
        only: [check.id],
        skip: [],
        out: flags.out ?? null,
        workers: 1,
        expectedFailures: null,
        bail: false,
        json: flags.json ?? false,
        replay: counterexample && { check: check.id, seed: counterexample.seed, path: counterexample.path },
        asked: { cluster: 'auto', workloadImage: undefined, engine: 'auto' },
        command: line.command,
      });
      line.end(status);
    });
