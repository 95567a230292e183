import { inReadingOrder } from '../../checks.ts';
import type { CheckResult, CheckVerdict, Results, RunInfo } from '../../model.ts';
import { clusterName } from '../../scope.ts';
import { count } from '../../text.ts';
import { failingSequence, runsSequences } from '../../timeline/commands.ts';
import { VERDICT_WORDS } from '../../wording.ts';
import { checkAnchor, timelineAnchor } from '../anchors.ts';
import { commandList } from '../command.ts';
import type { PageContext } from '../context.ts';
import { icon } from '../icons.ts';
import { html, type Markup, NOTHING, trusted } from '../markup.ts';
import { timelineFigure } from '../picture/figure.ts';

const UNFOLDED: ReadonlySet<CheckVerdict> = new Set(['fail', 'configError', 'harnessError']);
const MAX_STEPS_LISTED = 60;

/** Whether a run says anything about deploying for real. */
export function hasEndToEnd(results: Results): boolean {
  return isDeployed(results) || results.run.withoutCluster !== undefined;
}

/** What was deployed onto what, and what happened in each sequence, drawn. */
export function endToEndSection(context: PageContext): Markup {
  const { results } = context;
  if (!hasEndToEnd(results)) return NOTHING;
  const checks = inReadingOrder(results.checks).filter(runsSequences);
  const { run } = results;
  const why = run.withoutCluster === undefined ? NOTHING : html`<p class="empty">${run.withoutCluster}</p>`;
  const list = checks.map((check, index) => journey(check, `timeline-${index + 1}`, context));
  return html`<section id="end-to-end" aria-labelledby="end-to-end-title">
<h2 id="end-to-end-title">End to end</h2>
<p class="intro">${isDeployed(results) ? DEPLOYED : NOTHING_DEPLOYED}</p>
${stage(run, checks)}${why}
${list.length === 0 ? NOTHING : html`<div class="list journeys">${list}</div>`}
</section>`;
}

const DEPLOYED =
  'What was assigned at the management system, simulated devices deployed for real; what then ran was compared with what was asked for.';
const NOTHING_DEPLOYED = 'Nothing was deployed in this run: its verdict is for what needs no cluster.';

function isDeployed({ run, checks }: Results): boolean {
  return run.cluster !== undefined || run.engine !== undefined || checks.some(runsSequences);
}

function stage({ cluster, engine }: RunInfo, checks: readonly CheckResult[]): Markup {
  const counted = checks.map(({ sequences }) => sequences).filter((sequences) => sequences !== undefined);
  const run = counted.reduce((sum, sequences) => sum + sequences.run, 0);
  const commands = counted.reduce((sum, sequences) => sum + sequences.commands, 0);
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['Cluster', cluster === undefined ? '' : clusterName(cluster)],
    ['Kubernetes', cluster?.version ?? ''],
    ['Helm', cluster?.helm ?? ''],
    ['Container engine', engine?.name ?? ''],
    ['Sequences', run === 0 ? '' : `${run} (${count(commands, 'command')})`],
  ];
  const rows = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return rows.length === 0 ? NOTHING : html`<dl class="stage">${rows}</dl>`;
}

function journey(check: CheckResult, id: string, context: PageContext): Markup {
  const open = UNFOLDED.has(check.verdict);
  const { sequences } = check;
  const ran = sequences === undefined ? NOTHING : html`<span class="ran">${count(sequences.run, 'sequence')}</span>`;
  return html`<article class="journey v-${check.verdict}" id="${timelineAnchor(check.id)}">
<details${trusted(open ? ' open' : '')}><summary>${icon(check.verdict)}<span class="head"><h3>${check.title}</h3><code>${check.id}</code></span><span class="tags">${ran}<span class="verdict">${VERDICT_WORDS[check.verdict].label}</span></span></summary>
<div class="body">${check.message === '' ? NOTHING : html`<p class="message">${check.message}</p>`}
${commands(check)}
${picture(check, id, context)}
<p class="see"><a href="#${checkAnchor(check.id)}">What this check judges, and its transcript</a></p></div></details>
</article>`;
}

/** The shrunk sequence where it failed, else the one that is drawn. */
function commands(check: CheckResult): Markup {
  const failing = failingSequence(check);
  if (failing !== null) return html`<p class="label">Shortest sequence found that fails</p>${commandList(failing)}`;
  const steps = check.timeline?.steps ?? [];
  if (steps.length === 0) return NOTHING;
  const rest = steps.length - MAX_STEPS_LISTED;
  const lines = steps.slice(0, MAX_STEPS_LISTED).map(({ label }) => label);
  return html`<p class="label">The sequence drawn</p>${commandList(rest > 0 ? [...lines, `… and ${rest} more`] : lines)}`;
}

function picture({ timeline }: CheckResult, id: string, { eventBudget }: PageContext): Markup {
  if (timeline === undefined || timeline === null) return NOTHING;
  const room = eventBudget.take(timeline.events.length);
  if (room === 0) {
    const why =
      timeline.events.length === 0
        ? 'Nothing was recorded.'
        : 'This page shows enough timelines: results.json has this one.';
    return html`<p class="empty">${why}</p>`;
  }
  return timelineFigure(timeline, room, id);
}
