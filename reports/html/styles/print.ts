/** On paper: nothing to press, nothing folded that explains a failure, nothing cut off. */
export const PRINT: string = `
@media print {
  @page { margin: 14mm; }
  html { font-size: 13px; color-scheme: light; }
  body { background: #fff; font-size: 12.5px; }
  main, .masthead, footer { max-width: none; padding-inline: 0; }
  .masthead nav, .toolbar, .skip, .copy, .statements { display: none !important; }
  .hero, .list, .reading, .cell, .seal, .versus > div { -webkit-print-color-adjust: exact; print-color-adjust: exact; box-shadow: none; }
  .check > details > summary::after { display: none; }
  .v-fail details::details-content, .v-warn details::details-content, .v-notEvaluated details::details-content { content-visibility: visible; block-size: auto; }
  .frame { max-height: none; }
  .cells { grid-template-columns: repeat(6, 1fr); }
  .cell, .clash, .reading, .check > details > summary, .area-head, .group-head { break-inside: avoid; }
  h2, h3, h5, .area-head, .group-head { break-after: avoid; }
  .list { overflow: visible; }
  a { color: inherit; text-decoration: none; }
}
`;
