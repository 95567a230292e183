/** Filters, and the matrix of requirements. */
export const REQUIREMENTS: string = `
.toolbar { margin-top: 3rem; padding: 1rem 1.125rem; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow); }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; }
.chip, .quiet, .copy { font: inherit; font-size: .875rem; color: var(--ink); background: var(--surface); border: 1px solid var(--strong-line); border-radius: 999px; padding: .3rem .8rem; cursor: pointer; }
.chip { display: inline-flex; align-items: center; gap: .4rem; }
.chip .icon { color: var(--tone); }
.chip:hover, .quiet:hover, .copy:hover { border-color: var(--muted); background: var(--sunken); }
.chip[aria-pressed="true"] { background: var(--tint); border-color: var(--tone); color: var(--tone); box-shadow: inset 0 0 0 1px var(--tone); }
.number { color: var(--muted); font-weight: 400; }
.chip[aria-pressed="true"] .number { color: inherit; }
.fields { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin-top: .875rem; }
.field { display: flex; flex-direction: column; gap: .2rem; min-width: 9rem; }
.field.grow { flex: 1 1 16rem; }
.field span { color: var(--muted); font-size: .8125rem; }
.field input, .field select { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--surface); border: 1px solid var(--strong-line); border-radius: 8px; padding: .4rem .625rem; height: 2.375rem; width: 100%; }
.field input::placeholder { color: var(--muted); opacity: 1; }
.quiet { border-radius: 8px; height: 2.375rem; }
.shown { margin-top: .75rem; color: var(--muted); font-size: .8125rem; }

.empty { margin-top: .75rem; padding: 1rem 1.25rem; color: var(--muted); border: 1px dashed var(--strong-line); border-radius: 8px; }
.area { margin-top: 1.75rem; }
.area-head { display: flex; align-items: baseline; gap: .75rem; }
.area-head p { color: var(--muted); font-size: .8125rem; }
.cells { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.25rem, 1fr)); gap: .5rem; margin-top: .625rem; }
.cell { display: grid; grid-template-columns: auto 1fr; column-gap: .5rem; align-items: center; align-content: center; height: 100%; padding: .45rem .65rem; color: var(--ink); background: var(--surface); border: 1px solid var(--line); border-radius: 8px; text-decoration: none; }
.cell:hover { border-color: var(--tone); }
.cell .icon { color: var(--tone); grid-row: span 2; }
.cell-id { font-weight: 600; line-height: 1.3; }
.cell-note { grid-column: 2; white-space: nowrap; color: var(--muted); font-size: .75rem; line-height: 1.3; }
.cell.v-fail, .cell.v-warn, .cell.v-configError, .cell.v-harnessError { background: var(--tint); border-color: var(--tone); }
.cell.v-fail .cell-note, .cell.v-warn .cell-note, .cell.v-configError .cell-note, .cell.v-harnessError .cell-note { color: var(--tone); font-weight: 600; }
.cell.v-notEvaluated, .cell.v-untestable { border-style: dashed; border-color: var(--strong-line); }
.cell.v-untestable, .cell.v-notApplicable { background: transparent; }
.statements { margin-top: .625rem; }
.statements > summary, .fold > summary, .transcript summary { cursor: pointer; list-style: none; width: fit-content; max-width: 100%; }
.statements > summary { color: var(--muted); font-size: .8125rem; }
.statements > summary:hover { color: var(--ink); }
summary::-webkit-details-marker { display: none; }
.statements > summary::before, .fold > summary::before, .transcript summary::before { content: ""; display: inline-block; width: .4rem; height: .4rem; margin: 0 .55rem .12rem .15rem; border: solid currentColor; border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
.statements[open] > summary::before, .fold[open] > summary::before, .transcript details[open] > summary::before { transform: rotate(45deg); }
.scroll { overflow-x: auto; margin-top: .625rem; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; min-width: 46rem; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .55rem .875rem; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--muted); font-weight: 500; font-size: .8125rem; }
tbody th { font: 600 .8125rem/1.6 var(--mono); white-space: nowrap; }
thead th:first-child { width: 11.5rem; } thead th:nth-child(2) { width: 8.5rem; } thead th:last-child { width: 17rem; }
td .verdict { color: var(--tone); font-weight: 600; white-space: nowrap; }
td:last-child { font-size: .8125rem; }
.clause { color: var(--muted); font-size: .8125rem; }
tr:target { background: var(--sunken); }
.level { font: 600 .6875rem/1.5 var(--sans); color: var(--muted); border: 1px solid var(--strong-line); border-radius: 4px; padding: 0 .3rem; white-space: nowrap; }
tbody th .level { margin-left: .5rem; }
`;
