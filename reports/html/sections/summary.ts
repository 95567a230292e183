import { inReadingOrder, READING_ORDER } from '../../checks.ts';
import { coverageText } from '../../coverage.ts';
import type { CheckVerdict, Results } from '../../model.ts';
import { scopeSentence } from '../../scope.ts';
import { count, oneLine } from '../../text.ts';
import { headline, NO_CERTIFICATION, VERDICT_WORDS } from '../../wording.ts';
import { checkAnchor, positionAnchor } from '../anchors.ts';
import { icon } from '../icons.ts';
import { html, type Markup, NOTHING } from '../markup.ts';

const RUN_ICONS: Readonly<Record<Results['verdict'], CheckVerdict>> = {
  conformant: 'pass',
  nonconformant: 'fail',
  incomplete: 'notEvaluated',
};

const MAX_LISTED = 8;
const MAX_MESSAGE = 240;

const BAR_UNITS = 1000;
const BAR_GAP = 2;

const TO_ACT_ON: ReadonlySet<CheckVerdict> = new Set(['fail', 'configError', 'harnessError']);

/** The answer, before anything else: the verdict, how much it covers and what it rests on. */
export function summarySection(results: Results): Markup {
  const { target } = results.run;
  const product = [target.vendor, [target.name, target.version].join(' ').trim()].filter((part) => part !== '');
  return html`<section class="hero ${results.verdict}" id="summary" aria-labelledby="verdict">
<p class="eyebrow">${product.join(' · ')}</p>
<h1 id="verdict"><span class="seal">${icon(RUN_ICONS[results.verdict])}</span>${headline(results)}</h1>
<p class="lede">${coverageText(results)}</p>
<p class="scope">${scopeSentence(results.run)}</p>
${incomplete(results)}
${proportions(results)}
${tally(results)}
${failures(results)}
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
  const bars = READING_ORDER.filter((verdict) => summary[verdict] > 0).map((verdict) => {
    const width = (summary[verdict] / checks.length) * BAR_UNITS;
    const gap = x + width < BAR_UNITS - 1 ? BAR_GAP : 0;
    const bar = html`<rect class="fill-${verdict}" x="${x.toFixed(1)}" width="${Math.max(BAR_GAP, width - gap).toFixed(1)}" height="10"/>`;
    x += width;
    return bar;
  });
  return html`<svg class="proportions" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>`;
}

function tally({ summary }: Results): Markup {
  const items = READING_ORDER.filter((verdict) => summary[verdict] > 0 || verdict === 'pass' || verdict === 'fail').map(
    (verdict) =>
      html`<li class="v-${verdict}">${icon(verdict)}<strong>${summary[verdict]}</strong> ${VERDICT_WORDS[verdict].label}</li>`,
  );
  return html`<ul class="tally" aria-label="Checks by verdict">${items}</ul>`;
}

/** What to act on, without scrolling: the way to each check that went wrong. */
function failures({ checks }: Results): Markup {
  const wrong = inReadingOrder(checks).filter(({ verdict }) => TO_ACT_ON.has(verdict));
  if (wrong.length === 0) return NOTHING;
  const items = wrong
    .slice(0, MAX_LISTED)
    .map(
      (check) =>
        html`<li class="v-${check.verdict}">${icon(check.verdict)}<span><a href="#${checkAnchor(check.id)}">${oneLine(check.message === '' ? check.title : check.message, MAX_MESSAGE)}</a><span class="aside">${[...check.requirements, check.id].join(' · ')}</span></span></li>`,
    );
  const rest = wrong.length - items.length;
  const more = rest > 0 ? html`<li><a href="#checks">… and ${rest} more</a></li>` : NOTHING;
  return html`<ul class="failures" aria-label="What went wrong">${items}${more}</ul>`;
}

function positions({ positions: notes }: Results): Markup {
  if (notes.length === 0) return NOTHING;
  const links = notes.map(({ id }, index) => [
    index === 0 ? '' : ', ',
    html`<a href="#${positionAnchor(id)}">${id}</a>`,
  ]);
  return html`<p class="rests-on">Rests on ${count(notes.length, 'reading')} of texts that contradict themselves: ${links}.</p>`;
}
