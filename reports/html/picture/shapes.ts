import type { TimelineKind } from '../../model.ts';
import { html, type Markup } from '../markup.ts';
import { GLYPH } from './place.ts';

/** Coordinates with a tenth of a pixel, which keeps the page small. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A moment: each kind has its own shape, so that it is told without colour. */
export function glyph(kind: TimelineKind, x: number, y: number): Markup {
  const g = GLYPH;
  switch (kind) {
    case 'action':
      return html`<circle class="solid" cx="${px(x)}" cy="${px(y)}" r="${g - 1}"/>`;
    case 'exchange':
      return html`<rect class="solid" x="${px(x - 2)}" y="${px(y - g)}" width="4" height="${g * 2}" rx="1.5"/>`;
    case 'state':
      return html`<path class="solid" d="M${px(x)} ${px(y - g)}l${g} ${g}l${-g} ${g}l${-g} ${-g}z"/>`;
    case 'fault':
      return html`<path class="solid" d="M${px(x)} ${px(y - g)}l${g} ${g * 2 - 1}h${g * -2}z"/>`;
    case 'quiet':
      return html`<path class="line" d="M${px(x - g)} ${px(y)}h${g * 2}"/>`;
    case 'violation':
      return html`<circle class="solid" cx="${px(x)}" cy="${px(y)}" r="${g + 2}"/><path class="cross" d="M${px(x - 3)} ${px(y - 3)}l6 6M${px(x + 3)} ${px(y - 3)}l-6 6"/>`;
  }
}
