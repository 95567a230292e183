/** Checks, their evidence and what went over the wire. */
export const CHECKS: string = `
.group { margin-top: 2rem; }
.group-head { display: flex; flex-wrap: wrap; align-items: center; gap: .125rem .875rem; margin-bottom: .75rem; }
.group-head h3 { display: flex; align-items: center; gap: .45rem; }
.group-head h3 .icon { color: var(--tone); }
.group-head p { color: var(--muted); font-size: .875rem; }
.list { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow); overflow: clip; }
.check + .check, .journey + .journey { border-top: 1px solid var(--line); }
:is(.check, .journey) > details > summary { display: flex; align-items: flex-start; gap: .75rem; padding: .75rem 1.25rem; cursor: pointer; list-style: none; }
:is(.check, .journey) > details > summary:hover { background: var(--sunken); }
:is(.check, .journey) > details > summary:focus-visible { outline-offset: -3px; border-radius: var(--radius); }
:is(.check, .journey) > details > summary::after { content: ""; flex: none; width: .45rem; height: .45rem; margin: .4rem .15rem 0 .25rem; border: solid var(--muted); border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); }
:is(.check, .journey) > details[open] > summary::after { transform: translateY(.2rem) rotate(-135deg); }
:is(.check, .journey) > details > summary > .icon { color: var(--tone); margin-top: .2rem; }
:is(.check, .journey):target { box-shadow: inset 3px 0 0 var(--accent); }
.head { flex: 1 1 auto; min-width: 0; }
.head code { color: var(--muted); }
.tags { display: flex; flex-wrap: wrap; justify-content: flex-end; align-items: center; gap: .25rem .5rem; max-width: 40%; color: var(--muted); padding-top: .1rem; }
.time { font-size: .8125rem; min-width: 3.75rem; text-align: right; }
.expectation { font-size: .75rem; font-weight: 600; color: var(--open); background: var(--open-tint); border-radius: 4px; padding: .05rem .4rem; }
.body { padding: .25rem 1.25rem 1.5rem 3rem; }
.message { font-size: 1rem; max-width: 50rem; }
.v-fail .message { font-weight: 600; }
.clash { margin-top: 1rem; }
.statement { max-width: 50rem; }
.clash .statement { margin-bottom: .75rem; }
.statement + .statement { margin-top: .75rem; }
.source { display: flex; flex-wrap: wrap; align-items: center; gap: .15rem .5rem; font-size: .8125rem; color: var(--muted); }
.source a { font-family: var(--mono); font-weight: 600; }
.source cite { font-style: normal; }
.versus { display: grid; grid-template-columns: 1fr 1fr; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.versus > div { padding: .75rem 1rem; min-width: 0; }
.versus dt { font-size: .8125rem; font-weight: 640; margin-bottom: .125rem; }
.versus dd { white-space: pre-wrap; }
.legal { background: var(--pass-tint); } .legal dt { color: var(--pass); }
.received.fail { background: var(--fail-tint); } .received.fail dt { color: var(--fail); }
.received.warn { background: var(--warn-tint); } .received.warn dt { color: var(--warn); }
.note { margin-top: .75rem; padding: .625rem .875rem; background: var(--sunken); border-radius: 8px; font-size: .875rem; max-width: 50rem; }
.note h5 { margin: 0; }
.observations { list-style: disc; padding-left: 1.125rem; }
.command, .frame { position: relative; background: var(--sunken); border: 1px solid var(--line); border-radius: 8px; padding: .625rem .875rem; overflow: auto; white-space: pre-wrap; line-height: 1.55; tab-size: 2; }
.facts .command, .facts .copyable { max-width: 50rem; }
.frame { max-height: 24rem; }
.aside + .frame, .aside + .copyable { margin-top: .5rem; }
pre code { font-size: inherit; }
.command code::before { content: "$ "; color: var(--muted); user-select: none; }
.copyable { position: relative; }
.copy { position: absolute; top: .375rem; right: .375rem; z-index: 1; font-size: .75rem; padding: .1rem .55rem; border-radius: 6px; }
.copyable .command, .copyable .frame { padding-right: 4.5rem; }
.fold { margin-top: .625rem; font-size: .875rem; }
.fold .copyable, .fold > .frame { margin-top: .5rem; }
.transcript { border: 1px solid var(--line); border-radius: 8px; overflow: clip; }
.transcript li + li { border-top: 1px solid var(--line); }
.transcript summary { width: auto; padding: .45rem .75rem; font-size: .8125rem; }
.transcript summary:hover { background: var(--sunken); }
.transcript summary:focus-visible { outline-offset: -2px; }
.method, .url, .status { font-family: var(--mono); }
.status { margin-inline: .25rem; }
.status.good { color: var(--pass); } .status.refused { color: var(--warn); } .status.bad { color: var(--fail); }
.messages { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .5rem; padding: .25rem .75rem .75rem; }
.messages .name { color: var(--muted); }
.messages i { color: var(--muted); }
.no-answer { padding: .625rem .875rem; border: 1px dashed var(--strong-line); border-radius: 8px; font-size: .875rem; }
.readings { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: .75rem; margin-top: 1rem; }
.reading { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem 1.25rem 1.125rem; }
.reading:target { border-color: var(--accent); }
.reading p { margin-top: .375rem; }
.guide { display: grid; grid-template-columns: 3fr 2fr; gap: 1.5rem 3rem; margin-top: 1.25rem; }
.guide dl > div { display: grid; grid-template-columns: 9.5rem 1fr; gap: .75rem; padding-block: .4rem; font-size: .9375rem; }
.guide div + div dl > div { grid-template-columns: 4.5rem 1fr; }
.guide h3 { margin-bottom: .25rem; }
.guide dt { display: flex; align-items: center; gap: .45rem; font-weight: 560; height: 1.5rem; }
.guide dt .icon { color: var(--tone); }
@media (max-width: 820px) {
  .versus, .messages, .guide { grid-template-columns: minmax(0, 1fr); }
  :is(.check, .journey) > details > summary { flex-wrap: wrap; padding-inline: 1rem; }
  .head { flex-basis: calc(100% - 4rem); flex-grow: 0; flex-shrink: 1; }
  .tags { order: 3; max-width: none; width: 100%; justify-content: flex-start; padding-left: 1.75rem; }
  :is(.check, .journey) > details > summary::after { margin-left: auto; }
  .time { text-align: left; }
  .body { padding: 0 1rem 1.25rem; }
  .readings { grid-template-columns: minmax(0, 1fr); }
}
`;
