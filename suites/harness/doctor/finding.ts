/** What the doctor found wrong with the set-up, before anything is judged. */
export interface Finding {
  /** Stable; the check in the results is called `doctor/<code>`. */
  readonly code: string;
  /** An error stops the run; a warning is told and the run goes on. */
  readonly severity: 'error' | 'warning';
  /** What was found, and what to do. */
  readonly message: string;
}

export const error = (code: string, message: string): Finding => ({ code, severity: 'error', message });
export const warning = (code: string, message: string): Finding => ({ code, severity: 'warning', message });
