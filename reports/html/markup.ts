import { visible } from '../text.ts';

/** HTML that is safe to write out. Made by `html` and `trusted` only, so that a plain string is always escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Child = Markup | string | number | null | readonly Child[];

export const NOTHING: Markup = new Markup('');

/** A template whose values are escaped unless they are markup themselves; arrays are joined, null is nothing. */
export function html(strings: TemplateStringsArray, ...children: readonly Child[]): Markup {
  let text = strings[0] ?? '';
  for (const [index, child] of children.entries()) text += textOf(child) + (strings[index + 1] ?? '');
  return new Markup(text);
}

/** Markup that this folder itself wrote: a style sheet, a script, an icon. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function textOf(child: Child): string {
  if (child === null) return '';
  if (child instanceof Markup) return child.text;
  if (typeof child === 'number') return String(child);
  if (typeof child === 'string') return escapeHtml(child);
  return child.map(textOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Text for the inside of an element only: quotes stay as they are, which keeps recorded JSON small. */
export function verbatim(text: string): Markup {
  return new Markup(visible(text).replace(/[&<>]/g, (character) => ENTITIES[character] ?? ''));
}
