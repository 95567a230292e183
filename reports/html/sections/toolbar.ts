import { areaOf, READING_ORDER } from '../../checks.ts';
import type { Level, Results } from '../../model.ts';
import { areaTitle, VERDICT_WORDS } from '../../wording.ts';
import { icon } from '../icons.ts';
import { html, type Markup } from '../markup.ts';

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY', 'INFO'];

/** Filters over requirements and checks. Hidden until the script shows it: without one it could do nothing. */
export function toolbar(results: Results): Markup {
  const areas = new Set([
    ...results.requirements.map((row) => row.area),
    ...results.checks.map((check) => areaOf(check.id)),
  ]);
  const levels = LEVELS.filter((level) =>
    [...results.requirements, ...results.checks].some((row) => row.level === level),
  );
  const verdicts = READING_ORDER.filter((verdict) => results.summary[verdict] > 0).map(
    (verdict) =>
      html`<button type="button" class="chip v-${verdict}" data-filter-verdict="${verdict}" aria-pressed="false">${icon(verdict)}${VERDICT_WORDS[verdict].label} <span class="number">${results.summary[verdict]}</span></button>`,
  );
  return html`<form class="toolbar" id="filters" role="search" aria-label="Filter requirements and checks" hidden>
<div class="chips" role="group" aria-label="Verdict">${verdicts}</div>
<div class="fields">
<label class="field grow"><span>Search</span><input type="search" name="text" placeholder="Title, id, message or clause" autocomplete="off"></label>
<label class="field"><span>Area</span><select name="area"><option value="">All areas</option>${[...areas].toSorted().map((area) => html`<option value="${area}">${areaTitle(area)}</option>`)}</select></label>
<label class="field"><span>Level</span><select name="level"><option value="">All levels</option>${levels.map((level) => html`<option>${level}</option>`)}</select></label>
<button type="reset" class="quiet">Clear</button>
</div>
<p class="shown" role="status" aria-live="polite"></p>
</form>`;
}
