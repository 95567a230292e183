import type { JsonValue } from '../json.ts';
import type { PreDraftDialect } from './dialects.ts';

const BYTES: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY = /^(\d+(?:\.\d+)?)\s*(Ki|Mi|Gi|Ti|Pi|Ei)$/;

/** A quantity of the model in GB, rounded down so that no more is promised than there is, but never to nothing. */
export function wholeGigabytes(value: JsonValue, quantities: PreDraftDialect['quantities']): JsonValue {
  const [, amount, unit = ''] = (typeof value === 'string' && QUANTITY.exec(value)) || [];
  const factor = BYTES[unit];
  if (amount === undefined || factor === undefined) return value;
  const gigabytes = Math.max(1, Math.floor((Number(amount) * factor) / 1e9));
  return quantities === 'text' ? `${gigabytes}.0 GB` : gigabytes;
}
