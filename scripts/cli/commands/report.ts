import { dirname } from 'node:path';
import { Command, Option } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { FORMATS, type Format } from '../formats.ts';

interface ReportFlags {
  readonly format: Format;
  readonly out?: string;
}

/** `waspect report`: any rendering of a results file. */
export const reportCommand = (line: CommandLine): Command =>
  new Command('report')
    .description('render any output from a results.json')
    .argument('<results>', 'a results folder, or a results.json')
    .addOption(new Option('-f, --format <format>', 'what to render').choices(FORMATS).default('console'))
    .option('-o, --out <file>', 'write it here instead of to standard output')
    .action(async (path: string, { format, out }: ReportFlags) => {
      const { readResultsAt, resultsPath } = await import('../results-path.ts');
      const { RENDERERS } = await import('../renderers.ts');
      const folder = resultsPath(path) === path ? dirname(path) : path;
      const text = RENDERERS[format](await readResultsAt(path), folder);
      if (out === undefined) process.stdout.write(text);
      else {
        const { writeAtomically } = await import('../../../reports/atomic-write.ts');
        await writeAtomically(out, text);
      }
      line.end(0);
    });
