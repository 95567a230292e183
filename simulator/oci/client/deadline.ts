import { OciError } from '../oci-error.ts';
import type { RegistryHost } from '../reference.ts';

/** The end of one operation, however many requests it takes. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** What ended the operation before it was done: the caller's own reason, or that time is up; null: neither did. */
  cut(cause: unknown, host: RegistryHost): unknown;
}

export function deadlineIn(milliseconds: number, caller: AbortSignal | undefined): Deadline {
  const timeout = AbortSignal.timeout(milliseconds);
  return {
    signal: caller ? AbortSignal.any([caller, timeout]) : timeout,
    cut: (cause, host) => {
      if (caller?.aborted) return caller.reason;
      if (!timeout.aborted) return null;
      return new OciError(
        'REGISTRY_TIMEOUT',
        `${host} was not done within ${milliseconds} ms; see whether it is overloaded, or allow more time`,
        { cause },
      );
    },
  };
}
