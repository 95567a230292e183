import { EngineError } from '../../../engine/engine-error.ts';
import { DeviceError } from '../../device-error.ts';
import type { RuntimeFailure } from '../runtime.ts';

/** Ends an operation of the runtime; travels to its edge, where it becomes the result. */
export class ComposeFailure extends Error {
  override readonly name = 'ComposeFailure';
  readonly failure: RuntimeFailure;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = { code, message };
  }
}

/** What a thrown error says to the operator. */
export function failureOf(error: unknown): RuntimeFailure {
  if (error instanceof ComposeFailure) return error.failure;
  if (error instanceof EngineError || error instanceof DeviceError) return { code: error.code, message: error.detail };
  return { code: 'RUNTIME_ERROR', message: error instanceof Error ? error.message : String(error) };
}

/** Strangers' output in a message: its end, on one line. */
export function lastWords(text: string, length = 600): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' | ');
  return line.length > length ? `…${line.slice(-length)}` : line;
}
