import { html, type Markup } from '../../html/markup.ts';

/** The figures behind a chart; the first cell of a row names it. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function figureTable(title: string, { columns, rows }: ChartTable): Markup {
  return html`<details class="fold"><summary>The figures<span class="vh"> of ${title}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Figures of ${title}"><table class="figures">
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(([name = '', ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div></details>`;
}
