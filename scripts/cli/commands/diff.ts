import { Command } from 'commander';
import { diffResults } from '../../../reports/diff/diff.ts';
import { renderDiff, renderDiffJson } from '../../../reports/diff/render.ts';
import type { Results } from '../../../reports/model.ts';
import { readResults } from '../../../reports/results-file.ts';
import type { CommandLine } from '../command-line.ts';
import { resultsPath } from '../results-path.ts';

/** `waspect diff`: what has changed between two runs. */
export const diffCommand = (line: CommandLine): Command =>
  new Command('diff')
    .description('compare two results; exit status 1 where a check fails that did not fail before')
    .argument('<before>', 'a results folder, or a results.json')
    .argument('<after>', 'the same, of the later run')
    .option('--json', 'print the comparison as JSON')
    .action(async (before: string, after: string, { json }: { readonly json?: true }) => {
      const diff = diffResults(await read(before), await read(after));
      process.stdout.write(json ? renderDiffJson(diff) : renderDiff(diff));
      line.end(diff.regressed ? 1 : 0);
    });

const read = (path: string): Promise<Results> => readResults(resultsPath(path));
