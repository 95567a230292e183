import { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';

/** `waspect diff`: what has changed between two runs. */
export const diffCommand = (line: CommandLine): Command =>
  new Command('diff')
    .description('compare two results; exit status 1 where a check fails that did not fail before')
    .argument('<before>', 'a results folder, or a results.json')
    .argument('<after>', 'the same, of the later run')
    .option('--json', 'print the comparison as JSON')
    .action(async (before: string, after: string, { json }: { readonly json?: true }) => {
      const { diffResults } = await import('../../../reports/diff/diff.ts');
      const { renderDiff, renderDiffJson } = await import('../../../reports/diff/render.ts');
      const { readResultsAt } = await import('../results-path.ts');
      const diff = diffResults(await readResultsAt(before), await readResultsAt(after));
      process.stdout.write(json ? renderDiffJson(diff) : renderDiff(diff));
      line.end(diff.regressed ? 1 : 0);
    });
