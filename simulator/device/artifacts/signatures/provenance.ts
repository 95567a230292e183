import type { HelmProgram } from '../../../programs/helm-program.ts';
import { runProgram } from '../../../programs/run-program.ts';
import { DeviceError } from '../../device-error.ts';

/** A chart on disk with its provenance file beside it, under the names that they have in there. */
export interface SignedChart {
  /** Ends with `NAME-VERSION.tgz`; `.prov` is appended for the other. */
  readonly file: string;
  /** Path of the key ring. */
  readonly keyring: string;
}

/** @throws DeviceError SIGNATURE_INVALID, SIGNATURE_NOT_VERIFIED */
export type VerifyProvenance = (chart: SignedChart, signal: AbortSignal) => Promise<void>;

const TIMEOUT_MS = 30_000;

/** Verifies provenance files with Helm itself. */
export const helmProvenance =
  (helm: HelmProgram): VerifyProvenance =>
  async ({ file, keyring }, signal) => {
    const result = await runProgram({
      file: helm.path,
      args: ['verify', file, '--keyring', keyring],
      env: {},
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: 4096,
      signal,
    });
    signal.throwIfAborted();
    if (result.kind === 'exited' && result.code === 0) return;
    if (result.kind === 'exited')
      throw new DeviceError(
        'SIGNATURE_INVALID',
        `Helm does not accept the provenance file of the chart (${lastLine(result.stderr)}); do not trust it before its publisher explains`,
      );
    throw new DeviceError(
      'SIGNATURE_NOT_VERIFIED',
      `helm verify ended with ${result.kind}; see that ${helm.path} works`,
    );
  };

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
