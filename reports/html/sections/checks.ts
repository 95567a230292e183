import { areaOf, groupBy, inReadingOrder, READING_ORDER } from '../../checks.ts';
import type { CheckResult, CheckVerdict } from '../../model.ts';
import { duration } from '../../text.ts';
import { VERDICT_WORDS } from '../../wording.ts';
import { checkAnchor } from '../anchors.ts';
import type { PageContext } from '../context.ts';
import { icon } from '../icons.ts';
import { html, type Markup, NOTHING, trusted } from '../markup.ts';
import { evidence } from './evidence.ts';

const UNFOLDED: ReadonlySet<CheckVerdict> = new Set(['fail', 'configError', 'harnessError']);

/** Every check, by verdict, what to act on first; what went wrong is unfolded. */
export function checksSection(context: PageContext): Markup {
  const groups = groupBy(inReadingOrder(context.results.checks), (check) => check.verdict);
  return html`<section id="checks" aria-labelledby="checks-title">
<h2 id="checks-title">Checks</h2>
<p class="intro">A check is one question put to the system on the wire.</p>
<p class="empty" data-empty hidden>No check matches the filters.</p>
${READING_ORDER.map((verdict) => group(verdict, groups.get(verdict) ?? [], context))}
</section>`;
}

function group(verdict: CheckVerdict, checks: readonly CheckResult[], context: PageContext): Markup {
  if (checks.length === 0) return NOTHING;
  const { label, meaning } = VERDICT_WORDS[verdict];
  return html`<section class="group v-${verdict}" data-group aria-labelledby="group-${verdict}">
<div class="group-head"><h3 id="group-${verdict}">${icon(verdict)}${label} <span class="number">${checks.length}</span></h3><p>${meaning}</p></div>
<div class="list">${checks.map((check) => article(check, context))}</div>
</section>`;
}

function article(check: CheckResult, context: PageContext): Markup {
  const open = UNFOLDED.has(check.verdict) || (check.expectation?.outcome ?? 'expected-failure') !== 'expected-failure';
  const ids = check.requirements.map((id) => html`<span class="requirement">${id}</span>`);
  return html`<article class="check v-${check.verdict}" id="${checkAnchor(check.id)}" data-row data-verdict="${check.verdict}" data-area="${areaOf(check.id)}" data-level="${check.level}">
<details${trusted(open ? ' open' : '')}><summary>${icon(check.verdict)}<span class="head"><h4>${check.title}</h4><code>${check.id}</code></span><span class="tags">${expectationTag(check)}${ids}<span class="level">${check.level}</span><span class="vh">${VERDICT_WORDS[check.verdict].label}</span><span class="time">${duration(check.durationMs)}</span></span></summary>
<div class="body">${check.message === '' ? NOTHING : html`<p class="message">${check.message}</p>`}${evidence(check, context)}</div></details>
</article>`;
}

const OUTCOME_WORDS = {
  'expected-failure': 'Expected failure',
  'unexpected-pass': 'Unexpected pass',
  expired: 'Expectation expired',
} as const;

function expectationTag({ expectation }: CheckResult): Markup {
  return expectation === null ? NOTHING : html`<span class="expectation">${OUTCOME_WORDS[expectation.outcome]}</span>`;
}
