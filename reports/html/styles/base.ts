/** The page as a whole: text, headings, links, what the keyboard stands on. */
export const BASE: string = `
*, *::before, *::after { box-sizing: border-box; }
html { color-scheme: light dark; scroll-padding-top: 1.25rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 var(--sans); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
main, .masthead, footer { max-width: 1120px; margin-inline: auto; padding-inline: 1.5rem; }
h1, h2, h3, h4, h5, p, ul, ol, dl, dd, figure, pre { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 2.125rem; line-height: 1.15; letter-spacing: -.022em; font-weight: 680; text-wrap: balance; }
h2 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -.014em; font-weight: 650; }
h3 { font-size: 1.0625rem; line-height: 1.35; font-weight: 640; }
h4 { font-size: .9375rem; line-height: 1.4; font-weight: 600; display: block; }
h5, .label { font-size: .8125rem; line-height: 1.4; font-weight: 640; margin-top: 1.375rem; margin-bottom: .5rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
code, pre, .requirement, .cell-id { font-family: var(--mono); font-size: .8125rem; }
code { font-size: .9em; }
.icon { width: 1em; height: 1em; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.sprite { position: absolute; width: 0; height: 0; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 9; padding: .5rem 1rem; background: var(--surface); border: 1px solid var(--strong-line); border-radius: 8px; }
.skip:focus { top: 1rem; }
[hidden] { display: none !important; }
.intro, .aside { color: var(--muted); font-weight: 400; }
.intro { max-width: 46rem; margin-top: .375rem; }
.aside { font-size: .8125rem; }
main > section { margin-top: 3rem; }
.masthead { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; justify-content: space-between; padding-block: 1.25rem; }
.brand { display: flex; align-items: center; gap: .5rem; }
.brand span { color: var(--muted); font-size: .8125rem; margin-left: .5rem; }
.logo { width: 1.375rem; height: 1.375rem; fill: none; stroke: var(--accent); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.masthead nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .875rem; }
.masthead nav a { color: var(--muted); text-decoration: none; padding-block: .25rem; }
.masthead nav a:hover { color: var(--ink); text-decoration: underline; }
footer { margin-top: 4rem; padding-block: 1.5rem 3rem; color: var(--muted); font-size: .8125rem; }
@media (max-width: 640px) {
  main, .masthead, footer { padding-inline: 1rem; }
  .masthead nav { gap: 0 .875rem; }
  h1 { font-size: 1.625rem; }
  main > section { margin-top: 2.25rem; }
}
@media (prefers-reduced-motion: no-preference) {
  .fold > summary::before, .transcript summary::before, .statements > summary::before, :is(.check, .journey) summary::after { transition: transform .12s ease-out; }
}
`;
