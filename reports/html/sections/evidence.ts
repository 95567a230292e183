import type { CheckResult, Violation } from '../../model.ts';
import { repeatCommand } from '../../repeat.ts';
import { jsonText } from '../../text.ts';
import { failingSequence, runsSequences } from '../../timeline/commands.ts';
import { requirementAnchor, timelineAnchor } from '../anchors.ts';
import { command, commandList, frame } from '../command.ts';
import type { PageContext } from '../context.ts';
import { html, type Markup, NOTHING, verbatim } from '../markup.ts';
import { positionNote } from './positions.ts';
import { transcript } from './transcript.ts';

const MAX_COUNTEREXAMPLE = 8_000;

/** What the verdict stands on: the rule, what was legal, what came, and how to see it again. */
export function evidence(check: CheckResult, context: PageContext): Markup {
  const broken = new Set(check.violations.map((violation) => violation.requirement));
  const others = check.requirements.filter((id) => !broken.has(id));
  const rest = new Set(check.violations.map((violation) => violation.position));
  const positions = check.positions.filter((id) => !rest.has(id));
  return html`${check.violations.map((violation) => clash(violation, context))}
${statements(others, broken.size > 0 ? 'Also judged by this check' : 'What this check judges', context)}
${positions.map((id) => positionNote(id, context.positions.get(id)))}
${expectation(check)}
${observations(check)}
${counterexample(check)}
${timelineLink(check)}
${repeat(check, context.dir)}
${transcript(check, context.budget)}`;
}

/** The rule beside the two answers: the legal one and the one that came. */
function clash(violation: Violation, context: PageContext): Markup {
  const { requirement, level, expected, received, position } = violation;
  return html`<div class="clash">
${statement(requirement, level, context)}
<dl class="versus"><div class="legal"><dt>Legal</dt><dd>${expected}</dd></div><div class="received ${violation.severity}"><dt>Received</dt><dd>${received}</dd></div></dl>
${position === null ? NOTHING : positionNote(position, context.positions.get(position))}
</div>`;
}

function statement(id: string, level: string, { requirements }: PageContext): Markup {
  const row = requirements.get(id);
  const name = row === undefined ? html`${id}` : html`<a href="#${requirementAnchor(id)}">${id}</a>`;
  return html`<div class="statement"><p class="source">${name}<span class="level">${level}</span>${row === undefined || row.clause === '' ? NOTHING : html`<cite>${row.clause}</cite>`}</p>${row === undefined || row.statement === '' ? NOTHING : html`<p>${row.statement}</p>`}</div>`;
}

function statements(ids: readonly string[], title: string, context: PageContext): Markup {
  if (ids.length === 0) return NOTHING;
  return html`<h5>${title}</h5>${ids.map((id) => statement(id, context.requirements.get(id)?.level ?? '', context))}`;
}

function expectation({ expectation: expected }: CheckResult): Markup {
  if (expected === null) return NOTHING;
  const isWeb = URL.canParse(expected.link) && /^https?:$/.test(new URL(expected.link).protocol);
  const link = isWeb
    ? html`<a href="${expected.link}" rel="noreferrer noopener">${expected.link}</a>`
    : html`${expected.link}`;
  return html`<div class="note"><h5>Listed as an expected failure until ${expected.expires}</h5><p>${expected.reason} ${link}</p></div>`;
}

function observations(check: CheckResult): Markup {
  if (check.observations.length === 0) return NOTHING;
  return html`<h5>Observed</h5><ul class="observations">${check.observations.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function counterexample(check: CheckResult): Markup {
  const { counterexample: found } = check;
  if (found === null) return NOTHING;
  const again = found.reproduced
    ? 'Judged again, it failed again.'
    : 'Judged again, it did not fail: the fault comes and goes.';
  const sequence = failingSequence(check);
  const json = frame('Counterexample', verbatim(jsonText(found.value, MAX_COUNTEREXAMPLE)), 'copy');
  return html`<h5>${sequence === null ? 'Smallest case found that fails' : 'Shortest sequence found that fails'}</h5>
<p class="aside">Seed ${found.seed}, path ${found.path}, after ${found.shrinks} shrinks. ${again}</p>
${sequence === null ? json : html`${commandList(sequence)}<details class="fold"><summary>The same as JSON</summary>${json}</details>`}`;
}

function timelineLink(check: CheckResult): Markup {
  if (!runsSequences(check)) return NOTHING;
  return html`<p class="see"><a href="#${timelineAnchor(check.id)}">What happened, as a timeline</a></p>`;
}

function repeat(check: CheckResult, dir: string): Markup {
  const line = repeatCommand(dir, check);
  if (check.verdict === 'pass' || check.verdict === 'notApplicable' || line === null) return NOTHING;
  const script =
    check.repro === null || check.repro.trim() === line
      ? NOTHING
      : html`<details class="fold"><summary>Script that repeats the decisive exchange</summary>${frame('Repeat script', verbatim(check.repro), 'copy')}</details>`;
  return html`<h5>Repeat</h5>${command(line)}${script}`;
}
