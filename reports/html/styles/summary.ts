/** The verdict and the facts of the run. */
export const SUMMARY: string = `
main > .hero { margin-top: .25rem; }
.hero { background: color-mix(in srgb, var(--tint) 60%, var(--surface)); border: 1px solid color-mix(in srgb, var(--tone) 28%, var(--surface)); border-radius: var(--radius); padding: 2rem 2.25rem 1.75rem; box-shadow: var(--shadow); }
.eyebrow { color: var(--muted); font-size: .9375rem; margin-bottom: .625rem; }
.hero h1 { display: flex; align-items: center; gap: .875rem; }
.seal { display: grid; place-items: center; flex: none; width: 2.75rem; height: 2.75rem; border-radius: 50%; background: var(--tone); color: var(--surface); font-size: 1.5rem; }
.lede { margin-top: .875rem; font-size: 1.0625rem; }
.scope { margin-top: .25rem; color: var(--muted); max-width: 54rem; }
.incomplete-because { margin-top: 1.25rem; padding: .875rem 1.125rem; background: var(--surface); border-radius: 8px; }
.incomplete-because h2 { font-size: .875rem; letter-spacing: 0; }
.incomplete-because ul { margin-top: .25rem; list-style: disc; padding-left: 1.25rem; }
.proportions { display: block; width: 100%; height: 10px; margin-top: 1.5rem; border-radius: 5px; overflow: hidden; }
.fill-pass { fill: var(--pass); } .fill-fail { fill: var(--fail); } .fill-warn { fill: var(--warn); }
.fill-notEvaluated { fill: var(--open); } .fill-notApplicable { fill: var(--strong-line); }
.fill-configError { fill: var(--setup); } .fill-harnessError { fill: var(--tool); }
.tally { display: flex; flex-wrap: wrap; gap: .375rem 1.75rem; margin-top: .875rem; font-size: .9375rem; }
.tally li { display: flex; align-items: center; gap: .4rem; }
.tally .icon { color: var(--tone); }
.failures { margin-top: 1.25rem; padding: .375rem 1.125rem; background: var(--surface); border-radius: 8px; }
.failures li { display: flex; align-items: baseline; gap: .625rem; padding-block: .4rem; }
.failures li + li { border-top: 1px solid var(--line); }
.failures .icon { color: var(--tone); transform: translateY(.1rem); }
.failures a { color: var(--ink); font-weight: 560; }
.failures .aside { display: block; }
.rests-on { margin-top: 1.25rem; font-size: .9375rem; }
.disclaimer { margin-top: .875rem; color: var(--muted); font-size: .875rem; }
.rests-on + .disclaimer { margin-top: .375rem; }
.facts dl, .stage { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: 1.125rem 1.5rem; margin-top: 1rem; }
.facts dt, .stage dt { color: var(--muted); font-size: .8125rem; }
.facts dd, .stage dd { font-weight: 560; }
@media (max-width: 640px) {
  .hero { padding: 1.375rem 1.125rem; }
  .seal { width: 2.25rem; height: 2.25rem; font-size: 1.25rem; }
  .hero h1 { align-items: flex-start; }
  .rests-on + .disclaimer { margin-top: .375rem; }
.facts dl, .stage { grid-template-columns: 1fr 1fr; }
}
`;
