import type { CheckVerdict } from '../model.ts';
import { html, type Markup, trusted } from './markup.ts';

/** One stroke drawing a verdict on a 16-unit grid: told apart by shape, without colour. */
const SHAPES: Readonly<Record<CheckVerdict | 'untestable', string>> = {
  pass: '<path d="M3.5 8.5l3 3 6-7"/>',
  fail: '<path d="M4 4l8 8M12 4l-8 8"/>',
  warn: '<path d="M8 2.5l6 11H2zM8 7v3M8 11.6v.1"/>',
  notEvaluated: '<path d="M5.5 6a2.5 2.5 0 1 1 3.6 2.3C8.3 8.7 8 9 8 10M8 12.6v.1"/>',
  notApplicable: '<path d="M3.5 8h9"/>',
  configError:
    '<path d="M13 4.5a3.2 3.2 0 0 1-4.4 3.9L4.5 12.5a1.1 1.1 0 0 1-1.6-1.6L7.6 7.4A3.2 3.2 0 0 1 11.5 3L9.5 5l1.5 1.5z"/>',
  harnessError: '<path d="M9 2L4 9h4l-1 5 5-7H8z"/>',
  untestable: '<circle cx="8" cy="8" r="4.5" stroke-dasharray="2 2"/>',
};

/** The drawings, once a page; `icon` refers to them. */
export function sprite(): Markup {
  const symbols = Object.entries(SHAPES).map(
    ([name, shape]) => html`<symbol id="i-${name}" viewBox="0 0 16 16">${trusted(shape)}</symbol>`,
  );
  return html`<svg class="sprite" aria-hidden="true" focusable="false">${symbols}</svg>`;
}

/** Decoration beside words that say the same; hidden from screen readers. */
export function icon(name: CheckVerdict | 'untestable'): Markup {
  return html`<svg class="icon" aria-hidden="true"><use href="#i-${name}"/></svg>`;
}

/** The mark of waspect: a hexagon, a cell of the nest, with a tick in it. */
export const LOGO: Markup = trusted(
  '<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 1.8l8.8 5.1v10.2L12 22.2l-8.8-5.1V6.9z"/><path d="M8 12.2l2.8 2.8 5.2-6"/></svg>',
);

/** The same as the icon of the browser tab, in a colour that reads on light and dark tabs. */
export const FAVICON: string =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%232f7fd6' stroke-width='2'%3E%3Cpath d='M12 1.8l8.8 5.1v10.2L12 22.2l-8.8-5.1V6.9zM8 12.2l2.8 2.8 5.2-6'/%3E%3C/svg%3E";
