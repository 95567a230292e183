import { createHash } from 'node:crypto';
import { fleetSection } from '../fleet/section.ts';
import type { Results } from '../model.ts';
import { dateText, headline } from '../wording.ts';
import { CLIENT_SCRIPT } from './client-script.ts';
import { pageContext } from './context.ts';
import { FAVICON, LOGO, sprite } from './icons.ts';
import { html, type Markup, trusted } from './markup.ts';
import { checksSection } from './sections/checks.ts';
import { endToEndSection, hasEndToEnd } from './sections/end-to-end.ts';
import { factsSection } from './sections/facts.ts';
import { guideSection } from './sections/guide.ts';
import { matrixSection } from './sections/matrix.ts';
import { positionsSection } from './sections/positions.ts';
import { summarySection } from './sections/summary.ts';
import { toolbar } from './sections/toolbar.ts';
import { STYLES } from './styles/styles.ts';

/**
 * The report for a person: one file that fetches nothing, reads without JavaScript and prints. All text of
 * the system under test is escaped, and the content security policy runs our own script and style only.
 * `dir` is where the results lie, for the commands that repeat a check.
 */
export function renderHtml(results: Results, dir: string): string {
  const context = pageContext(results, dir);
  // Failures take their share of the room for recorded text first: the order of this line is the order of rendering.
  const checks = checksSection(context);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${headline(results)}: ${results.run.target.name}, waspect report</title>
<link rel="icon" href="${FAVICON}">
<style>${trusted(STYLES)}</style>
</head>
<body>
${sprite()}
<a class="skip" href="#checks">Skip to the checks</a>
${masthead(results)}
<main>
${summarySection(results)}
${factsSection(results)}
${endToEndSection(context)}
${fleetSection(results)}
${toolbar(results)}
${matrixSection(context)}
${checks}
${positionsSection(context)}
${guideSection()}
</main>
<footer><p>Made by waspect ${results.run.tool} from results.json. Not a certification by the Margo project.</p></footer>
<script>${trusted(CLIENT_SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function masthead(results: Results): Markup {
  const { run, positions } = results;
  const endToEnd = hasEndToEnd(results) ? html`<a href="#end-to-end">End to end</a>` : html``;
  const fleet = results.fleet === undefined ? html`` : html`<a href="#fleet">Fleet</a>`;
  const readings = positions.length === 0 ? html`` : html`<a href="#positions">Readings</a>`;
  return html`<header class="masthead"><p class="brand">${LOGO}<b>waspect</b><span>${run.revision}, ${dateText(run.started)}</span></p>
<nav aria-label="Sections"><a href="#summary">Verdict</a>${endToEnd}${fleet}<a href="#requirements">Requirements</a><a href="#checks">Checks</a>${readings}<a href="#guide">Guide</a></nav></header>`;
}

function policy(): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(CLIENT_SCRIPT)}`,
    `style-src ${hash(STYLES)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
