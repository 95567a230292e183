import type { Results } from '../../model.ts';
import { clusterText, revisionText } from '../../scope.ts';
import { duration } from '../../text.ts';
import { dateText, EFFORT_WORDS } from '../../wording.ts';
import { command } from '../command.ts';
import { html, type Markup, NOTHING } from '../markup.ts';

/** What was tested, when and how. */
export function factsSection({ run, fleet }: Results): Markup {
  const { target } = run;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['Supplier', target.vendor],
    ['Product', target.name],
    ['Version', target.version],
    ['Endpoint', target.endpoint],
    ['Interface revision', revisionText(run)],
    ['Date', dateText(run.started)],
    ['Duration', duration(run.durationMs)],
    ['Profiles', run.profiles.join(', ')],
    ['Cluster', run.cluster === undefined ? '' : clusterText(run.cluster)],
    ['Container engine', run.engine?.name ?? ''],
    ['Effort', fleet === undefined ? EFFORT_WORDS[run.effort] : ''],
    ['Seed', String(run.seed)],
    ['Tool', `waspect ${run.tool}`],
    ['Catalogue', run.catalogue],
    ['Features not claimed', run.undeclaredFeatures.join(', ')],
  ];
  const rows = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<section class="facts" aria-labelledby="facts">
<h2 id="facts">The run</h2>
<dl>${rows}</dl>
${run.command === '' ? NOTHING : html`<p class="label">Repeat the whole run</p>${command(run.command)}`}
</section>`;
}
