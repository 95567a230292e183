/** Colours, type and space. Every text colour has a contrast of at least 4.5 on the surfaces it stands on. */
export const TOKENS: string = `
:root {
  --page: #f5f6f8; --surface: #ffffff; --sunken: #f2f4f7; --ink: #141c28; --muted: #525e70;
  --line: #dde2e9; --strong-line: #c3cbd6; --accent: #1a5a9e; --focus: #1a5a9e;
  --pass: #11693d; --pass-tint: #e7f4ec; --fail: #b02318; --fail-tint: #fdecea;
  --warn: #855000; --warn-tint: #fcf2df; --open: #54459a; --open-tint: #eeecf8;
  --off: #556070; --off-tint: #eef0f3; --setup: #0a6170; --setup-tint: #e2f2f4;
  --tool: #962c70; --tool-tint: #f9eaf3;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --shadow: 0 1px 2px rgb(20 28 40 / .05), 0 4px 16px rgb(20 28 40 / .04);
  --radius: 12px;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0e131a; --surface: #161d27; --sunken: #10161e; --ink: #e4eaf2; --muted: #9dabbd;
    --line: #28323f; --strong-line: #3b4858; --accent: #86b9f4; --focus: #86b9f4;
    --pass: #62cc94; --pass-tint: #13291f; --fail: #ff9484; --fail-tint: #351a18;
    --warn: #e6b35c; --warn-tint: #2d2412; --open: #b8abf4; --open-tint: #221f39;
    --off: #a0adbd; --off-tint: #1e2630; --setup: #68c8d6; --setup-tint: #11292e;
    --tool: #f09ace; --tool-tint: #301b2a;
    --shadow: none;
  }
}
.v-pass { --tone: var(--pass); --tint: var(--pass-tint); }
.v-fail { --tone: var(--fail); --tint: var(--fail-tint); }
.v-warn { --tone: var(--warn); --tint: var(--warn-tint); }
.v-notEvaluated { --tone: var(--open); --tint: var(--open-tint); }
.v-notApplicable, .v-untestable { --tone: var(--off); --tint: var(--off-tint); }
.v-configError { --tone: var(--setup); --tint: var(--setup-tint); }
.v-harnessError { --tone: var(--tool); --tint: var(--tool-tint); }
.hero.conformant { --tone: var(--pass); --tint: var(--pass-tint); }
.hero.nonconformant { --tone: var(--fail); --tint: var(--fail-tint); }
.hero.incomplete { --tone: var(--open); --tint: var(--open-tint); }
`;
