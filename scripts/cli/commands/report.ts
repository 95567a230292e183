import { dirname } from 'node:path';
import { Command, Option } from 'commander';
import { writeAtomically } from '../../../reports/atomic-write.ts';
import { renderConsole } from '../../../reports/console/render.ts';
import { consoleOptions } from '../../../reports/console/style.ts';
import { renderHar } from '../../../reports/har/render.ts';
import { renderHtml } from '../../../reports/html/render.ts';
import { renderJunit } from '../../../reports/junit/render.ts';
import { renderMarkdown } from '../../../reports/markdown/render.ts';
import type { Results } from '../../../reports/model.ts';
import { readResults } from '../../../reports/results-file.ts';
import type { CommandLine } from '../command-line.ts';
import { resultsPath } from '../results-path.ts';

type Renderer = (results: Results, dir: string) => string;

const RENDERERS: Readonly<Record<string, Renderer>> = {
  console: (results, dir) => renderConsole(results, dir, [], consoleOptions(process.stdout, process.env)),
  junit: renderJunit,
  html: renderHtml,
  har: (results) => renderHar(results),
  markdown: renderMarkdown,
};

/** `waspect report`: any rendering of a results file. */
export const reportCommand = (line: CommandLine): Command =>
  new Command('report')
    .description('render any output from a results.json')
    .argument('<results>', 'a results folder, or a results.json')
    .addOption(new Option('-f, --format <format>', 'what to render').choices(Object.keys(RENDERERS)).default('console'))
    .option('-o, --out <file>', 'write it here instead of to standard output')
    .action(async (path: string, { format, out }: { readonly format: string; readonly out?: string }) => {
      const file = resultsPath(path);
      const text = RENDERERS[format]?.(await readResults(file), file === path ? dirname(path) : path) ?? '';
      if (out === undefined) process.stdout.write(text);
      else await writeAtomically(out, text);
      line.end(0);
    });
