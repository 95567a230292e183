import { html, type Markup } from '../../html/markup.ts';
import { px } from '../../html/picture/shapes.ts';
import type { Axis } from './axis.ts';
import { areaPath, linePath } from './path.ts';
import { type ChartTable, figureTable } from './table.ts';

/** Something that is drawn: a line, or the area between a line and what is below it. Colour and pattern are by its number. */
export interface Layer {
  readonly name: string;
  readonly kind: 'line' | 'area';
  /** Of the series in the style sheet, from 1. */
  readonly look: number;
  /** In values of the axes; null where there is nothing to show. */
  readonly points: readonly (Point | null)[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Of an area; 0 where it is not said. */
  readonly from?: number;
}

/** A moment that is marked in every chart over time. */
export interface Mark {
  readonly x: number;
  /** Number of the incident, or nothing where a rule was broken. */
  readonly number: number | null;
  readonly words: string;
}

export interface Chart {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen in it, for whom a picture is of no use. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly layers: readonly Layer[];
  readonly marks: readonly Mark[];
  readonly table: ChartTable;
}

const WIDTH = 916;
const HEIGHT = 250;
const LEFT = 76;
const RIGHT = WIDTH - 22;
const TOP = 34;
const BOTTOM = HEIGHT - 34;
const TEXT_BELOW_MIDDLE = 4;

/** A chart with its legend, and the figures as a table. */
export function chartFigure(chart: Chart): Markup {
  const { id, title, description, layers } = chart;
  return html`<figure class="chart" id="${id}"><h3>${title}</h3>
<div class="canvas" tabindex="0" role="region" aria-label="${title}, scrolls sideways where it is narrow"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description} The table below has the figures.</desc>
${grid(chart)}${layers.map((layer) => drawn(layer, chart))}${marks(chart)}</svg></div>
<figcaption><ul class="legend">${layers.map(entry)}</ul><p>${description}</p></figcaption>
${figureTable(title, chart.table)}</figure>`;
}

function across(chart: Chart, value: number): number {
  return LEFT + chart.x.place(value) * (RIGHT - LEFT);
}

function up(chart: Chart, value: number): number {
  return BOTTOM - chart.y.place(value) * (BOTTOM - TOP);
}

function grid(chart: Chart): Markup {
  const rows = chart.y.ticks.map(({ value, text }) => {
    const y = up(chart, value);
    return html`<path class="inner-edge" d="M${LEFT} ${px(y)}H${RIGHT}"/><text class="tick" x="${LEFT - 8}" y="${px(y + TEXT_BELOW_MIDDLE)}" text-anchor="end">${text}</text>`;
  });
  const columns = chart.x.ticks.map(({ value, text }) => {
    const x = across(chart, value);
    return html`<path class="edge" d="M${px(x)} ${BOTTOM}v5"/><text class="tick" x="${px(x)}" y="${BOTTOM + 20}" text-anchor="middle">${text}</text>`;
  });
  return html`${rows}<path class="edge" d="M${LEFT} ${BOTTOM}H${RIGHT}"/>${columns}<text class="axis" x="8" y="16">${chart.y.label}</text>`;
}

function drawn({ kind, look, points }: Layer, chart: Chart): Markup {
  const placed = points.map((point) =>
    point === null ? null : { x: across(chart, point.x), y: up(chart, point.y), from: up(chart, point.from ?? 0) },
  );
  return kind === 'line'
    ? html`<path class="series s${look}" d="${linePath(placed)}"/>`
    : html`<path class="layer s${look}" d="${areaPath(placed)}"/>`;
}

function marks(chart: Chart): readonly Markup[] {
  return chart.marks.map(({ x: at, number, words }) => {
    const x = across(chart, at);
    const line = html`<title>${words}</title><path class="${number === null ? 'broken' : 'step-line'}" d="M${px(x)} ${TOP - 6}V${BOTTOM}"/>`;
    if (number === null)
      return html`<g class="moment">${line}<path class="cross-mark" d="M${px(x - 4)} ${TOP - 14}l8 8M${px(x + 4)} ${TOP - 14}l-8 8"/></g>`;
    return html`<g class="moment">${line}<circle class="badge" cx="${px(x)}" cy="${TOP - 15}" r="9"/><text class="number" x="${px(x)}" y="${TOP - 11}" text-anchor="middle">${number}</text></g>`;
  });
}

function entry({ name, kind, look }: Layer): Markup {
  const swatch =
    kind === 'line'
      ? html`<path class="series s${look}" d="M1 8H25"/>`
      : html`<rect class="layer s${look}" x="1" y="2" width="24" height="12" rx="2"/>`;
  return html`<li><svg width="26" height="16" viewBox="0 0 26 16" aria-hidden="true">${swatch}</svg>${name}</li>`;
}

/** Nothing to see: said in words instead of an empty picture. */
export function emptyFigure(title: string, words: string): Markup {
  return html`<figure class="chart"><h3>${title}</h3><p class="empty">${words}</p></figure>`;
}
