import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv } from 'ajv';
import { KubernetesRunError } from '../run-error.ts';

/** What a shard is told while it runs, in an annotation of its pod that is mounted as a file. */
export type Order =
  /** Milliseconds since the epoch, by the clock of the nodes. */
  | { readonly startAt: number }
  /** Nothing new is begun, and what has been measured is reported. */
  | { readonly stop: true };

const isOrder = new Ajv().compile<Order>({
  type: 'object',
  oneOf: [
    { required: ['startAt'], properties: { startAt: { type: 'integer' } } },
    { required: ['stop'], properties: { stop: { const: true } } },
  ],
});

/** A file that the kubelet swaps is not told of reliably by the kernel, and reading it costs next to nothing. */
const LOOK_MS = 200;

/**
 * Waits for an order that differs from `former`, the text of the last one; answers undefined once the signal aborts.
 * @throws KubernetesRunError FLEET_ORDERS_INVALID
 */
export async function nextOrder(
  file: string,
  former: string,
  signal: AbortSignal,
): Promise<{ readonly order: Order; readonly text: string } | undefined> {
  while (!signal.aborted) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '' && text !== former) return { order: orderIn(text), text };
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

function orderIn(text: string): Order {
  const order = parsed(text);
  if (isOrder(order)) return order;
  throw new KubernetesRunError(
    'FLEET_ORDERS_INVALID',
    `${JSON.stringify(text.slice(0, 200))} is no order; nobody but waspect writes this annotation, see who did`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
