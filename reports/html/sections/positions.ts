import type { PositionNote } from '../../model.ts';
import { positionAnchor } from '../anchors.ts';
import type { PageContext } from '../context.ts';
import { html, type Markup, NOTHING } from '../markup.ts';

/** How the suite reads texts that contradict themselves, as far as this run rests on it. */
export function positionsSection({ results }: PageContext): Markup {
  if (results.positions.length === 0) return NOTHING;
  return html`<section id="positions" aria-labelledby="positions-title">
<h2 id="positions-title">Readings relied on</h2>
<p class="intro">In these places the specification contradicts itself or leaves a gap. Another reading may be right; a verdict that rests on one says so.</p>
<div class="readings">${results.positions.map(reading)}</div>
</section>`;
}

function reading({ id, topic, position, reason }: PositionNote): Markup {
  return html`<article class="reading" id="${positionAnchor(id)}"><h3><code>${id}</code> ${topic}</h3><p><strong>Read as:</strong> ${position}</p><p class="aside"><strong>Because:</strong> ${reason}</p></article>`;
}

/** The reading beside the verdict that rests on it. */
export function positionNote(id: string, note: PositionNote | undefined): Markup {
  if (note === undefined) return html`<p class="note">Rests on reading ${id}.</p>`;
  return html`<p class="note">Rests on reading <a href="#${positionAnchor(id)}">${id}</a>: ${sentence(note.position)} <span class="aside">${sentence(note.reason)}</span></p>`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
