export type ReportErrorCode =
  | 'RESULTS_UNREADABLE'
  | 'RESULTS_MALFORMED'
  | 'OUT_UNWRITABLE'
  | 'NOT_A_FLEET'
  | 'PLANS_DIFFER';

/** A report that cannot be read, written or compared. The message is `CODE: what was received, what to do`. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
  readonly code: ReportErrorCode;

  constructor(code: ReportErrorCode, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The words of a failed system call: its code where it has one (`ENOSPC`), else its message. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
