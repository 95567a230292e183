import { groupBy } from '../../checks.ts';
import type { CheckResult, RequirementResult } from '../../model.ts';
import { areaTitle, VERDICT_WORDS } from '../../wording.ts';
import { checkAnchor, requirementAnchor } from '../anchors.ts';
import type { PageContext } from '../context.ts';
import { icon } from '../icons.ts';
import { html, type Markup, NOTHING } from '../markup.ts';

/** Requirements by area: a cell each at a glance, and their statements in a table to unfold. */
export function matrixSection(context: PageContext): Markup {
  const areas = [...groupBy(context.results.requirements, (row) => row.area)];
  return html`<section id="requirements" aria-labelledby="requirements-title">
<h2 id="requirements-title">Requirements</h2>
<p class="intro">A cell is one requirement of the specification, and leads to the check that decided it.</p>
${areas.length === 0 ? html`<p class="empty">The run ended before any requirement was looked at.</p>` : NOTHING}
<p class="empty" data-empty hidden>No requirement matches the filters.</p>
${areas.map(([area, rows]) => areaBlock(area, rows, context))}
</section>`;
}

function areaBlock(area: string, rows: readonly RequirementResult[], context: PageContext): Markup {
  const judged = rows.filter(
    (row) => row.verdict === 'pass' || row.verdict === 'warn' || row.verdict === 'fail',
  ).length;
  return html`<section class="area" data-area-block>
<div class="area-head"><h3>${areaTitle(area)}</h3><p>${judged} of ${rows.length} judged</p></div>
<ul class="cells">${rows.map((row) => cell(row, context))}</ul>
<details class="statements"><summary>Statements and clauses<span class="vh"> of ${areaTitle(area)}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Statements of ${areaTitle(area)}"><table>
<thead><tr><th scope="col">Requirement</th><th scope="col">Verdict</th><th scope="col">Statement and clause</th><th scope="col">Checks</th></tr></thead>
<tbody>${rows.map((row) => statementRow(row, context))}</tbody>
</table></div></details>
</section>`;
}

function label(row: RequirementResult): string {
  return row.untestedBecause === null ? VERDICT_WORDS[row.verdict].label : 'Not testable';
}

function cell(row: RequirementResult, context: PageContext): Markup {
  const decisive = decisiveCheck(row, context);
  const target = decisive === undefined ? requirementAnchor(row.id) : checkAnchor(decisive.id);
  const look = row.untestedBecause === null ? row.verdict : 'untestable';
  return html`<li data-row data-verdict="${look}" data-area="${row.area}" data-level="${row.level}"><a class="cell v-${look}" href="#${target}" title="${row.statement}">${icon(look)}<span class="cell-id">${row.id}</span><span class="cell-note">${label(row)} · ${row.level}</span><span class="vh"> ${row.statement}</span></a></li>`;
}

/** The check that has the requirement's verdict; else the first that is known. */
function decisiveCheck(row: RequirementResult, { checks }: PageContext): CheckResult | undefined {
  const known = row.checks.map((id) => checks.get(id)).filter((check) => check !== undefined);
  return known.find((check) => check.verdict === row.verdict) ?? known[0];
}

function statementRow(row: RequirementResult, { checks }: PageContext): Markup {
  const links = row.checks.map((id) =>
    checks.has(id) ? html`<li><a href="#${checkAnchor(id)}">${id}</a></li>` : html`<li>${id}</li>`,
  );
  return html`<tr id="${requirementAnchor(row.id)}"><th scope="row">${row.id}<span class="level">${row.level}</span></th><td class="v-${row.untestedBecause === null ? row.verdict : 'untestable'}"><span class="verdict">${label(row)}</span></td><td>${row.statement === '' ? NOTHING : html`<p>${row.statement}</p>`}${row.clause === '' ? NOTHING : html`<p class="clause">${row.clause}</p>`}</td><td>${row.untestedBecause === null ? html`<ul>${links}</ul>` : html`<p>${row.untestedBecause}</p>`}</td></tr>`;
}
