/** What other programs may import: the results of a run, and reading them from a file that anybody may have written. */
export * from './reports/model.ts';
export { ReportError, type ReportErrorCode } from './reports/report-error.ts';
export { parseResults, readResults } from './reports/results-file.ts';
