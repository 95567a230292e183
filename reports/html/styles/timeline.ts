/** Timelines: drawings get their colours here, so that they follow the theme. */
export const TIMELINE: string = `
.stage { margin-top: 1rem; }
.journeys { margin-top: 1.25rem; }
.journey h3 { font-size: .9375rem; line-height: 1.4; font-weight: 600; }
.journey .verdict { color: var(--tone); font-size: .8125rem; font-weight: 600; }
.ran { font-size: .8125rem; }
.journey .body { padding-left: 1.25rem; }
.see { margin-top: 1rem; font-size: .875rem; }
.commands { counter-reset: command; display: grid; gap: .25rem; max-width: 50rem; font-size: .9375rem; }
.commands li { counter-increment: command; display: grid; grid-template-columns: 1.5rem 1fr; gap: .625rem; align-items: baseline; }
.commands li::before { content: counter(command); color: var(--surface); background: var(--muted); border-radius: 1rem; font-size: .75rem; font-weight: 640; line-height: 1.25rem; height: 1.25rem; min-width: 1.25rem; justify-self: start; padding-inline: .25rem; text-align: center; }
.timeline { margin-top: 1.25rem; }
.picture { display: flex; overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.picture svg { flex: none; display: block; font: 11.5px var(--sans); }
.picture text { fill: var(--ink); }
.lane-names { position: sticky; left: 0; z-index: 1; background: var(--sunken); border-right: 1px solid var(--line); }
.picture .corner { fill: var(--muted); }
.picture .lane { font-size: 12.5px; font-weight: 640; }
.picture .actor { font: 10.5px var(--mono); fill: var(--muted); }
.edge, .inner-edge { stroke: var(--line); fill: none; }
.inner-edge { stroke-dasharray: 2 3; }
.step-line { stroke: var(--strong-line); stroke-dasharray: 3 3; fill: none; }
.badge { fill: var(--muted); }
.picture .number { fill: var(--surface); font-size: 11px; font-weight: 640; }
.picture .step { font-weight: 560; }
.picture .tick { fill: var(--muted); font-size: 10.5px; }
.broken { stroke: var(--fail); stroke-width: 1.5; fill: none; }
.k-action { --tone: var(--accent); --tint: color-mix(in srgb, var(--accent) 14%, var(--surface)); }
.k-exchange { --tone: var(--setup); --tint: var(--setup-tint); }
.k-state { --tone: var(--open); --tint: var(--open-tint); }
.k-fault { --tone: var(--warn); --tint: var(--warn-tint); }
.k-quiet { --tone: var(--off); --tint: var(--sunken); }
.k-violation { --tone: var(--fail); --tint: var(--fail-tint); }
.solid { fill: var(--tone); }
.line { stroke: var(--tone); stroke-width: 2; stroke-linecap: round; stroke-dasharray: 1 4; fill: none; }
.cross { stroke: var(--surface); stroke-width: 2; stroke-linecap: round; }
.bar { fill: var(--tint); stroke: var(--tone); stroke-opacity: .55; }
.k-fault .bar { stroke-dasharray: 4 2; stroke-opacity: 1; }
.k-quiet .bar { stroke-dasharray: 1 4; stroke-linecap: round; }
.mark:hover .bar { stroke-opacity: 1; stroke-width: 1.5; }
.picture :is(.behind, .before) { paint-order: stroke; stroke: var(--surface); stroke-width: 3px; stroke-linejoin: round; }
.picture .took { fill: var(--muted); font-size: 10.5px; }
.picture .k-quiet text { fill: var(--muted); }
.picture .k-violation text { fill: var(--fail); font-weight: 640; }
.timeline figcaption { display: flex; flex-wrap: wrap; gap: .375rem 1.5rem; margin-top: .625rem; color: var(--muted); font-size: .8125rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
.legend li { display: flex; align-items: center; gap: .25rem; }
.events { min-width: 34rem; }
.events thead th:first-child { width: 6rem; } .events thead th:nth-child(2) { width: 12rem; } .events thead th:nth-child(3) { width: 8rem; } .events thead th:last-child { width: auto; }
.events td { padding-block: .3rem; }
.events td:first-child { white-space: nowrap; }
.events .command-row { background: var(--sunken); font-weight: 600; }
.events .kind { color: var(--tone); }
@media print {
  .picture { overflow: visible; }
  .picture.w916 { zoom: .64; } .picture.w1320 { zoom: .46; } .picture.w1980 { zoom: .32; } .picture.w2640 { zoom: .24; }
  .commands li::before, .lane-names { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .timeline figcaption, .commands li { break-inside: avoid; }
}
`;
