import { html, type Markup, verbatim } from './markup.ts';

/** A command line that a person copies; the script of the page adds the button. */
export function command(line: string): Markup {
  return html`<pre class="command" data-copy tabindex="0" role="region" aria-label="Command"><code>${verbatim(line)}</code></pre>`;
}

/** Recorded text or a script in a frame that scrolls, and that the keyboard can reach for it. */
export function frame(label: string, content: Markup, copy: 'copy' | 'plain'): Markup {
  const attribute = copy === 'copy' ? html` data-copy` : html``;
  return html`<pre class="frame"${attribute} tabindex="0" role="region" aria-label="${label}"><code>${content}</code></pre>`;
}

/** The commands of a sequence, numbered as in its timeline. */
export function commandList(lines: readonly string[]): Markup {
  return html`<ol class="commands">${lines.map((line) => html`<li>${line}</li>`)}</ol>`;
}
