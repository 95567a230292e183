import { TIMELINE_KINDS, type Timeline, type TimelineKind } from '../../model.ts';
import { count } from '../../text.ts';
import { KIND_WORDS } from '../../timeline/wording.ts';
import { html, type Markup } from '../markup.ts';
import { drawPicture } from './draw.ts';
import { type Layout, layOut } from './layout.ts';
import { glyph } from './shapes.ts';
import { timelineTable } from './table.ts';

/** A timeline as a picture with its legend, and as a table. `id` makes its ids unique in the page. */
export function timelineFigure(timeline: Timeline, maxMarks: number, id: string): Markup {
  const layout = layOut(timeline, maxMarks);
  return html`<figure class="timeline">${drawPicture(timeline, layout, id)}
<figcaption>${legend(layout)}<p>${caption(layout)}</p></figcaption>
${timelineTable(timeline, maxMarks)}</figure>`;
}

function legend({ condensed }: Layout): Markup {
  const kinds = TIMELINE_KINDS.filter((kind) => condensed.marks.some((mark) => mark.kind === kind));
  return html`<ul class="legend">${kinds.map(entry)}</ul>`;
}

function entry(kind: TimelineKind): Markup {
  return html`<li class="k-${kind}"><svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">${glyph(kind, 9, 9)}</svg>${KIND_WORDS[kind]}</li>`;
}

function caption({ condensed, rows }: Layout): string {
  const hidden = rows.flatMap(({ placed }) => placed).filter(({ label }) => label === '').length;
  return [
    'Time runs to the right, stretched where much happens; a number is a command of the sequence.',
    ...(hidden === 0 ? [] : [`${count(hidden, 'event')} had no room for words.`]),
    ...(condensed.leftOut === 0
      ? []
      : [`${count(condensed.leftOut, 'earlier event')} are left out; results.json has all.`]),
  ].join(' ');
}
