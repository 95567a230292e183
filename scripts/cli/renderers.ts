import { renderConsole } from '../../reports/console/render.ts';
import { consoleOptions } from '../../reports/console/style.ts';
import { renderHar } from '../../reports/har/render.ts';
import { renderHtml } from '../../reports/html/render.ts';
import { renderJunit } from '../../reports/junit/render.ts';
import { renderMarkdown } from '../../reports/markdown/render.ts';
import type { Results } from '../../reports/model.ts';
import type { Format } from './formats.ts';

/** Renders results; `dir` is their folder, which commands that repeat a check name. */
type Renderer = (results: Results, dir: string) => string;

export const RENDERERS: Readonly<Record<Format, Renderer>> = {
  console: (results, dir) => renderConsole(results, dir, [], consoleOptions(process.stdout, process.env)),
  junit: renderJunit,
  html: renderHtml,
  har: (results) => renderHar(results),
  markdown: renderMarkdown,
};
