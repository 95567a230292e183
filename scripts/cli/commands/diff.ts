import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { diffResults } from '../../../reports/diff/diff.ts';
import { renderDiff, renderDiffJson } from '../../../reports/diff/render.ts';
import type { Results } from '../../../reports/model.ts';
import { REPORT_FILES } from '../../../reports/render.ts';
import { readResults } from '../../../reports/results-file.ts';
import type { CommandLine } from '../command-line.ts';

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

const read = (path: string): Promise<Results> =>
  readResults(statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, REPORT_FILES.json) : path);
