import { READING_ORDER } from '../../checks.ts';
import { coverageOf, coverageSentence } from '../../coverage.ts';
import type { CheckVerdict, Results } from '../../model.ts';
import { count } from '../../text.ts';
import { headline, NO_CERTIFICATION, VERDICT_WORDS } from '../../wording.ts';
import { positionAnchor } from '../anchors.ts';
import { icon } from '../icons.ts';
import { html, type Markup, NOTHING } from '../markup.ts';

const RUN_ICONS: Readonly<Record<Results['verdict'], CheckVerdict>> = {
  conformant: 'pass',
  nonconformant: 'fail',
  incomplete: 'notEvaluated',
};

/** The answer, before anything else: the verdict, how much it covers and what it rests on. */
export function summarySection(results: Results): Markup {
  const { target } = results.run;
  const product = [target.vendor, [target.name, target.version].join(' ').trim()].filter((part) => part !== '');
  return html`<section class="hero ${results.verdict}" id="summary" aria-labelledby="verdict">
<p class="eyebrow">${product.join(' · ')}</p>
<h1 id="verdict"><span class="seal">${icon(RUN_ICONS[results.verdict])}</span>${headline(results)}</h1>
<p class="lede">${coverageSentence(coverageOf(results))}</p>
${incomplete(results)}
${proportions(results)}
${tally(results)}
${positions(results)}
<p class="disclaimer">${NO_CERTIFICATION}</p>
</section>`;
}

function incomplete({ run }: Results): Markup {
  if (run.incompleteBecause.length === 0) return NOTHING;
  const reasons = run.incompleteBecause.map((reason) => html`<li>${reason}</li>`);
  return html`<div class="incomplete-because"><h2>Why the run is not complete</h2><ul>${reasons}</ul></div>`;
}

/** A bar of the verdicts; the list below says the same in words. */
function proportions({ summary, checks }: Results): Markup {
  if (checks.length === 0) return NOTHING;
  let x = 0;
  const bars = READING_ORDER.toReversed()
    .filter((verdict) => summary[verdict] > 0)
    .map((verdict) => {
      const width = (summary[verdict] / checks.length) * 1000;
      const bar = html`<rect class="fill-${verdict}" x="${x.toFixed(1)}" width="${Math.max(2, width - 2).toFixed(1)}" height="10"/>`;
      x += width;
      return bar;
    });
  return html`<svg class="proportions" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>`;
}

function tally({ summary }: Results): Markup {
  const items = READING_ORDER.toReversed()
    .filter((verdict) => summary[verdict] > 0 || verdict === 'pass' || verdict === 'fail')
    .map(
      (verdict) =>
        html`<li class="v-${verdict}">${icon(verdict)}<strong>${summary[verdict]}</strong> ${VERDICT_WORDS[verdict].label}</li>`,
    );
  return html`<ul class="tally" aria-label="Checks by verdict">${items}</ul>`;
}

function positions({ positions: notes }: Results): Markup {
  if (notes.length === 0) return NOTHING;
  const links = notes.map(({ id }, index) => [
    index === 0 ? '' : ', ',
    html`<a href="#${positionAnchor(id)}">${id}</a>`,
  ]);
  return html`<p class="rests-on">Rests on ${count(notes.length, 'reading')} of texts that contradict themselves: ${links}.</p>`;
}
