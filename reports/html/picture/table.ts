import type { Timeline } from '../../model.ts';
import { count, duration, oneLine } from '../../text.ts';
import { type Entry, timelineEntries } from '../../timeline/entries.ts';
import { KIND_WORDS, LANE_WORDS } from '../../timeline/wording.ts';
import { html, type Markup, NOTHING } from '../markup.ts';

const MAX_LABEL = 200;
const MAX_DETAIL = 400;

/** What the picture shows, for whom a picture is of no use. */
export function timelineTable(timeline: Timeline, maxMarks: number): Markup {
  const { entries, leftOut } = timelineEntries(timeline, maxMarks);
  const rest =
    leftOut === 0
      ? NOTHING
      : html`<p class="aside">Without ${count(leftOut, 'earlier event')}; results.json has all.</p>`;
  return html`<details class="fold"><summary>The same as a table</summary>${rest}
<div class="scroll" tabindex="0" role="region" aria-label="Timeline as a table"><table class="events">
<thead><tr><th scope="col">After</th><th scope="col">Where</th><th scope="col">Kind</th><th scope="col">What happened</th></tr></thead>
<tbody>${entries.map(row)}</tbody></table></div></details>`;
}

function row(entry: Entry): Markup {
  if (entry.kind === 'step') {
    return html`<tr class="command-row"><td>${duration(entry.atMs)}</td><td colspan="3">${entry.number}. ${oneLine(entry.label, MAX_LABEL)}</td></tr>`;
  }
  const { atMs, durationMs, lane, actor, kind, label, detail, times } = entry.mark;
  const took = durationMs >= 1 ? html` <span class="aside">${duration(durationMs)}</span>` : NOTHING;
  const more =
    detail === undefined || detail === '' ? NOTHING : html`<p class="aside">${oneLine(detail, MAX_DETAIL)}</p>`;
  const who = actor === '' ? NOTHING : html` <code>${oneLine(actor, MAX_LABEL)}</code>`;
  return html`<tr class="k-${kind}"><td>${duration(atMs)}</td><td>${LANE_WORDS[lane]}${who}</td><td class="kind">${KIND_WORDS[kind]}</td><td>${oneLine(label, MAX_LABEL)}${times > 1 ? ` ×${times}` : ''}${took}${more}</td></tr>`;
}
