import { CodedError } from '../../errors/coded-error.ts';
import type { FleetClient, FleetOperator } from './operator.ts';

export interface AdmitOptions {
  readonly operator: FleetOperator;
  readonly clients: Iterable<FleetClient>;
  /** Calls at the same time. */
  readonly concurrency: number;
  readonly onProgress?: (admitted: number) => void;
  readonly signal?: AbortSignal;
}

/** How it went; a client that was not admitted is one that the WFM turns away. */
export interface Admission {
  readonly admitted: number;
  /** How many could not be admitted, by the code of the failure. */
  readonly failed: Readonly<Record<string, number>>;
  /** The first failure, in words; null where there was none. */
  readonly firstFailure: string | null;
}

/** Has the WFM accept every client before the fleet starts. A hook without the verb admits nobody, which is told once. */
export async function admitAll({
  operator,
  clients,
  concurrency,
  onProgress,
  signal,
}: AdmitOptions): Promise<Admission> {
  let admitted = 0;
  let firstFailure: string | null = null;
  const failed: Record<string, number> = {};
  const fail = (code: string, message: string): void => {
    failed[code] = (failed[code] ?? 0) + 1;
    firstFailure ??= message;
  };
  if (!operator.supports.has('admit')) {
    const message =
      'CONTROL_UNSUPPORTED: the control hook does not support the verb admit; admit the clients otherwise';
    return { admitted, failed: { CONTROL_UNSUPPORTED: 1 }, firstFailure: message };
  }
  const iterator = clients[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && !signal?.aborted; next = iterator.next()) {
      try {
        await operator.admit(next.value);
        admitted += 1;
        onProgress?.(admitted);
      } catch (error) {
        fail(codeOf(error), error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
  return { admitted, failed, firstFailure };
}

export const codeOf = (error: unknown): string => (error instanceof CodedError ? error.code : 'OPERATOR_FAILED');
