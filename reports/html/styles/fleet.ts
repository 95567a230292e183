/** Charts of a fleet: a series is told by its colour and by its dashes. */
export const FLEET: string = `
#fleet h3 { margin-top: 2rem; }
.chart { margin-top: 2rem; }
#fleet .chart h3 { margin-top: 0; }
.canvas { overflow-x: auto; margin-top: .625rem; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.canvas svg { display: block; width: 100%; min-width: 40rem; height: auto; font: 11.5px var(--sans); }
.canvas text { fill: var(--ink); }
.canvas :is(.tick, .axis) { fill: var(--muted); font-size: 10.5px; }
.canvas .number { fill: var(--surface); font-size: 10.5px; font-weight: 640; }
.series { fill: none; stroke: var(--tone); stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.layer { fill: color-mix(in srgb, var(--tone) 34%, var(--surface)); stroke: var(--tone); stroke-width: .75; }
.s1 { --tone: var(--accent); }
.s2 { --tone: var(--pass); }
.s3 { --tone: var(--fail); } .series.s3 { stroke-dasharray: 1 4; }
.s4 { --tone: var(--warn); } .series.s4 { stroke-dasharray: 7 3; }
.s5 { --tone: var(--open); } .series.s5 { stroke-dasharray: 3 3; }
.s6 { --tone: color-mix(in srgb, var(--muted) 55%, var(--surface)); } .layer.s6 { stroke-dasharray: 3 2; }
.s7 { --tone: var(--off); } .layer.s7 { stroke-dasharray: 1 2; }
.cross-mark { stroke: var(--fail); stroke-width: 2; stroke-linecap: round; fill: none; }
.chart figcaption { display: flex; flex-wrap: wrap; gap: .375rem 1.5rem; margin-top: .625rem; color: var(--muted); font-size: .8125rem; }
.chart figcaption p { flex-basis: 100%; max-width: 50rem; }
.figures { table-layout: auto; min-width: 0; }
.figures th, .figures td { white-space: nowrap; padding-block: .3rem; }
.figures thead th:is(:first-child, :nth-child(2), :last-child), .objectives thead th:last-child { width: auto; }
.figures.latencies td:last-child { white-space: normal; min-width: 12rem; }
.figures td, .figures thead th + th { text-align: right; }
.figures.latencies :is(td, th):last-child { text-align: left; }
.objectives { min-width: 34rem; }
.objectives .icon { vertical-align: -.125em; }
.objectives thead th:first-child { width: 13rem; }
.incidents { margin-top: .75rem; padding-left: 1.5rem; font-size: .9375rem; }
ol.incidents { list-style: decimal; }
.incidents .aside { display: inline-block; min-width: 4rem; }
@media print {
  .canvas { overflow: visible; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .canvas svg { min-width: 0; }
  .chart, .incidents li { break-inside: avoid; }
  #fleet .chart .fold { display: none; }
}
`;
