import { READING_ORDER } from '../../checks.ts';
import { LEVEL_WORDS, VERDICT_WORDS } from '../../wording.ts';
import { icon } from '../icons.ts';
import { html, type Markup } from '../markup.ts';

/** For a reader who has not read the specification. */
export function guideSection(): Markup {
  const verdicts = READING_ORDER.toReversed().map(
    (verdict) =>
      html`<div class="v-${verdict}"><dt>${icon(verdict)}${VERDICT_WORDS[verdict].label}</dt><dd>${VERDICT_WORDS[verdict].meaning}</dd></div>`,
  );
  const levels = Object.entries(LEVEL_WORDS).map(
    ([level, meaning]) => html`<div><dt><span class="level">${level}</span></dt><dd>${meaning}</dd></div>`,
  );
  return html`<section id="guide" aria-labelledby="guide-title">
<h2 id="guide-title">How to read this report</h2>
<p class="intro">A workload management system tells devices which applications to run. The Margo specification says how the two talk. This run played the devices and the operator, and compared every answer with what the specification allows.</p>
<div class="guide"><div><h3>Verdicts</h3><dl>${verdicts}</dl></div><div><h3>Levels</h3><dl>${levels}</dl></div></div>
</section>`;
}
