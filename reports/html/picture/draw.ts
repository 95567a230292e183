import { TIMELINE_LANES, type Timeline } from '../../model.ts';
import { count, duration, oneLine } from '../../text.ts';
import { KIND_WORDS, LANE_WORDS } from '../../timeline/wording.ts';
import { html, type Markup, NOTHING } from '../markup.ts';
import { BAND_PADDING, type LaidBand, type Layout, ROW } from './layout.ts';
import { tail } from './measure.ts';
import type { Placed } from './place.ts';
import { glyph, px } from './shapes.ts';

const NAMES_WIDTH = 112;
const MAX_ACTOR = 14;
const MAX_HOVER = 400;
const BAR_HEIGHT = 19;
const TEXT_BELOW_MIDDLE = 4;
const BADGE_Y = 17;
const TICK_Y = 18;

/** The picture: names of the lanes, which stay while the plot scrolls, and the plot. `id` makes its ids unique. */
export function drawPicture(timeline: Timeline, layout: Layout, id: string): Markup {
  const { width, height, rows, bottom } = layout;
  return html`<div class="picture w${width}" tabindex="0" role="region" aria-label="Timeline, scrolls sideways">
<svg class="lane-names" width="${NAMES_WIDTH}" height="${px(height)}" viewBox="0 0 ${NAMES_WIDTH} ${px(height)}" aria-hidden="true">${corner(BADGE_Y + TEXT_BELOW_MIDDLE, 'Commands')}${rows.map(laneName)}${corner(bottom + TICK_Y, 'Time')}<path class="edge" d="M0 ${px(bottom)}h${NAMES_WIDTH}"/></svg>
<svg class="plot" width="${width}" height="${px(height)}" viewBox="0 0 ${width} ${px(height)}" role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">Timeline of what happened</title><desc id="${id}-desc">${description(timeline, layout)}</desc>
${rows.map((row) => edge(row, width))}${grid(layout)}${rows.map((row) => row.placed.map((placed) => mark(placed, row)))}</svg></div>`;
}

function description(timeline: Timeline, { condensed, rows }: Layout): string {
  const lanes = TIMELINE_LANES.filter((lane) => rows.some(({ band }) => band.lane === lane));
  const end = Math.max(0, ...condensed.marks.map(({ atMs, durationMs }) => atMs + durationMs));
  const violations = condensed.marks.filter(({ kind }) => kind === 'violation');
  return [
    `${count(timeline.steps.length, 'command')} and ${count(timeline.events.length, 'event')} in ${duration(end)}, in rows for ${lanes.join(', ')}.`,
    ...violations
      .slice(0, 3)
      .map(({ atMs, label }) => `A rule was broken after ${duration(atMs)}: ${oneLine(label, MAX_HOVER)}.`),
    'The table below says the same.',
  ].join(' ');
}

function corner(y: number, words: string): Markup {
  return html`<text class="corner" x="14" y="${px(y)}">${words}</text>`;
}

function laneName(row: LaidBand): Markup {
  const { band, y } = row;
  const name = band.isFirst
    ? html`<text class="lane" x="14" y="${px(y + 23)}">${LANE_WORDS[band.lane]}</text>`
    : NOTHING;
  const actor =
    band.actor === ''
      ? NOTHING
      : html`<text class="actor" x="14" y="${px(y + (band.isFirst ? 40 : 23))}"><title>${oneLine(band.actor, MAX_HOVER)}</title>${tail(band.actor, MAX_ACTOR)}</text>`;
  return html`${edge(row, NAMES_WIDTH)}${name}${actor}`;
}

function edge({ band, y }: LaidBand, width: number): Markup {
  return html`<path class="${band.isFirst ? 'edge' : 'inner-edge'}" d="M0 ${px(y)}h${width}"/>`;
}

function grid({ top, bottom, width, steps, ticks, broken }: Layout): Markup {
  const numbers = steps.map(
    ({ x, number, label }) =>
      html`<g><path class="step-line" d="M${px(x)} ${top - 8}V${px(bottom)}"/><circle class="badge" cx="${px(x)}" cy="${BADGE_Y}" r="10"/><text class="number" x="${px(x)}" y="${BADGE_Y + TEXT_BELOW_MIDDLE}" text-anchor="middle">${number}</text>${label === '' ? NOTHING : html`<text class="step" x="${px(x + 15)}" y="${BADGE_Y + TEXT_BELOW_MIDDLE}">${label}</text>`}</g>`,
  );
  const times = ticks.map(
    ({ x, text }) =>
      html`<path class="edge" d="M${px(x)} ${px(bottom)}v5"/><text class="tick" x="${px(x)}" y="${px(bottom + TICK_Y)}" text-anchor="middle">${text}</text>`,
  );
  const wrong = broken.map((x) => html`<path class="broken" d="M${px(x)} ${top}V${px(bottom)}"/>`);
  return html`<path class="edge" d="M0 ${px(bottom)}h${width}"/>${numbers}${times}${wrong}`;
}

function mark(placed: Placed, band: LaidBand): Markup {
  const { x, width, row, textX, side, label, took } = placed;
  const middle = band.y + BAND_PADDING + row * ROW + ROW / 2;
  const shape =
    width > 0
      ? html`<rect class="bar" x="${px(x)}" y="${px(middle - BAR_HEIGHT / 2)}" width="${px(width)}" height="${BAR_HEIGHT}" rx="4"/>`
      : glyph(placed.mark.kind, x, middle);
  const time = took === '' ? NOTHING : html`<tspan class="took" dx="6">${took}</tspan>`;
  const text =
    label === ''
      ? NOTHING
      : html`<text class="${side}" x="${px(textX)}" y="${px(middle + TEXT_BELOW_MIDDLE)}"${side === 'before' ? html` text-anchor="end"` : NOTHING}>${label}${time}</text>`;
  return html`<g class="mark k-${placed.mark.kind}"><title>${hover(placed)}</title>${shape}${text}</g>`;
}

function hover({ mark: { atMs, durationMs, lane, actor, kind, label, detail, times } }: Placed): string {
  const where = [LANE_WORDS[lane], actor].filter((part) => part !== '').join(' ');
  const when = durationMs > 0 ? `${duration(atMs)}, for ${duration(durationMs)}` : duration(atMs);
  const what = `${label}${times > 1 ? ` ×${times}` : ''}`;
  return oneLine(
    `${when}: ${where}, ${KIND_WORDS[kind]}: ${what}${detail === undefined ? '' : `. ${detail}`}`,
    MAX_HOVER,
  );
}
