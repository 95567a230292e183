import { OciError } from '../../oci/oci-error.ts';
import { DeviceError } from '../device-error.ts';
import type { RuntimeFailure } from '../runtimes/runtime.ts';

/** What went wrong as it is reported; `ARTIFACT_STORE_FAILED` where it was the disk. */
export function failureOf(cause: unknown): RuntimeFailure {
  if (cause instanceof OciError || cause instanceof DeviceError) return { code: cause.code, message: cause.detail };
  const detail = cause instanceof Error ? cause.message : String(cause);
  return { code: 'ARTIFACT_STORE_FAILED', message: `the artifact could not be kept (${detail}); see to the disk` };
}
