import { checkAnchor } from '../html/anchors.ts';
import { icon } from '../html/icons.ts';
import { html, type Markup, NOTHING } from '../html/markup.ts';
import type { Results } from '../model.ts';
import { duration } from '../text.ts';
import { arrivalsChart } from './charts/arrivals.ts';
import { distributionChart } from './charts/distribution.ts';
import { busynessChart, latenessChart } from './charts/generator.ts';
import { courseOf, rateText } from './charts/over-time.ts';
import { percentilesChart } from './charts/percentiles.ts';
import { statesChart } from './charts/states.ts';
import { trafficChart } from './charts/traffic.ts';
import type { FleetObjective, FleetOperatorResults, FleetReport, FleetResults } from './model.ts';
import { operationRows, STATISTIC_NAMES } from './operation-rows.ts';
import { errorsOf, number, percentage, requestsOf } from './wording.ts';

const MEBIBYTE = 2 ** 20;

/** What a fleet measured, drawn and as figures. */
export function fleetSection({ fleet }: Results): Markup {
  if (fleet === undefined) return NOTHING;
  const { report, objectives } = fleet;
  const course = courseOf(report);
  return html`<section id="fleet" aria-labelledby="fleet-title">
<h2 id="fleet-title">The fleet</h2>
<p class="intro">Simulated devices did what their plan says, whether the system kept up or not: a poll that is due waits where the last one has no answer yet, and its wait counts.</p>
${facts(fleet)}
${objectiveTable(objectives)}
${percentilesChart(course)}
${distributionChart(report)}
${latencyTable(fleet)}
${trafficChart(course)}
${arrivalsChart(course)}
${statesChart(course)}
${incidentList(report)}
${latenessChart(course, report)}
${busynessChart(course, report)}
</section>`;
}

function facts({ plan, report, operator }: FleetResults): Markup {
  const memory = Object.values(report.generator.peakRssBytes).reduce((sum, bytes) => sum + bytes, 0);
  const requests = requestsOf(report);
  const lost = report.lost.map(({ index, of }) => `${index} of ${of}`).join(', ');
  const list: readonly (readonly [string, string])[] = [
    ['Plan', plan.title === '' ? plan.name : `${plan.title} (${plan.name})`],
    ['Devices', number(report.devices)],
    ['Requests', `${number(requests)}, ${rateText(requests / Math.max(0.001, report.endedAtMs / 1000))} a second`],
    ['Errors', percentage(errorsOf(report), requests)],
    ['Judged exchanges', number(report.judged)],
    ['Planned duration', duration(plan.durationMs)],
    ...plan.facts,
    ['Changes not carried out', operator === undefined ? '' : number(operator.unadopted)],
    ['Records read back', operator?.readBack === undefined ? '' : readBackText(operator.readBack)],
    ['Slices', String(report.slices.length)],
    ['Lost slices', lost],
    ['Memory of the generator', memory === 0 ? '' : `${number(memory / MEBIBYTE)} MiB at most`],
  ];
  const rows = list
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl class="stage">${rows}</dl>`;
}

function readBackText({ deployments, devices, unread }: NonNullable<FleetOperatorResults['readBack']>): string {
  const unreadable = unread === 0 ? '' : `, ${number(unread)} could not be read`;
  return `${number(deployments)} deployments, ${number(devices)} devices${unreadable}`;
}

function objectiveTable(objectives: readonly FleetObjective[]): Markup {
  if (objectives.length === 0) return html`<p class="empty">The plan has no objectives.</p>`;
  return html`<h3>Objectives</h3><div class="scroll" tabindex="0" role="region" aria-label="Objectives"><table class="objectives">
<thead><tr><th scope="col">Objective</th><th scope="col">Outcome</th><th scope="col">Measured</th></tr></thead>
<tbody>${objectives.map(objectiveRow)}</tbody></table></div>`;
}

function objectiveRow({ text, met, words }: FleetObjective): Markup {
  const [verdict, word] =
    met === null
      ? (['notEvaluated', 'Open'] as const)
      : met
        ? (['pass', 'Met'] as const)
        : (['fail', 'Missed'] as const);
  return html`<tr class="v-${verdict}"><th scope="row"><a href="#${checkAnchor(`fleet/objective/${text}`)}">${text}</a></th><td><span class="verdict">${icon(verdict)} ${word}</span></td><td>${words}</td></tr>`;
}

function latencyTable(fleet: FleetResults): Markup {
  const rows = operationRows(fleet).map(
    ({ name, count, errors, times, outcomes }) =>
      html`<tr><th scope="row">${name}</th><td>${count}</td><td>${errors}</td>${times.map((time) => html`<td>${time}</td>`)}<td>${outcomes}</td></tr>`,
  );
  return html`<h3>Latencies by operation</h3><div class="scroll" tabindex="0" role="region" aria-label="Latencies by operation"><table class="figures latencies">
<thead><tr><th scope="col">Operation</th><th scope="col">Count</th><th scope="col">Errors</th>${STATISTIC_NAMES.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">Outcomes</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function incidentList({ incidents, incidentCounts }: FleetReport): Markup {
  const more = Object.entries(incidentCounts).map(([code, times]) => html`<li>${code}: ${times} more</li>`);
  if (incidents.length === 0 && more.length === 0) return NOTHING;
  const items = incidents.map(
    ({ at, code, message }) =>
      html`<li><span class="aside">${duration(at / 1000)}</span> <code>${code}</code> ${message}</li>`,
  );
  return html`<h3 id="fleet-incidents">Incidents</h3><p class="intro">Their numbers stand at the top of the charts; a cross marks where a rule was broken.</p><ol class="incidents">${items}</ol>${more.length === 0 ? NOTHING : html`<ul class="incidents">${more}</ul>`}`;
}
