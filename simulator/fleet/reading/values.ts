import type { Conduct } from '../plan/plan.ts';
import type { Distribution } from '../random/distribution.ts';
import type { ConductEntry, DistributionEntry } from './entries.ts';

/** Values as they stand in files that follow their schemas; what does not follow them is a mistake of the caller. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const UNIT_BYTES: Readonly<Record<string, number>> = { kbit: 125, Mbit: 125_000, B: 1, KiB: 1024, MiB: 1024 ** 2 };

/** Milliseconds of `10s` or `-1h`, to the microsecond. */
export function milliseconds(span: string): number {
  const { amount, unit } = quantity(span);
  return Math.round(amount * (UNIT_MS[unit] ?? Number.NaN) * 1000) / 1000;
}

/** In [0, 1], of `5%` or 0.05. */
export const share = (value: string | number): number =>
  typeof value === 'number' ? value : quantity(value).amount / 100;

/** A second, of `30/m`. */
export function perSecond(rate: string): number {
  const { amount, unit } = quantity(rate);
  return (amount * 1000) / (UNIT_MS[unit.slice(1)] ?? Number.NaN);
}

/** Of all, in a minute: 0.01 of `1%/m`. */
export const sharePerMinute = (rate: string): number => quantity(rate).amount / 100;

/** Bytes a second of `64kbit/s`. */
export function bytesPerSecond(bandwidth: string): number {
  const { amount, unit } = quantity(bandwidth);
  return amount * (UNIT_BYTES[unit.slice(0, -2)] ?? Number.NaN);
}

/** Milliseconds. */
export function distribution(entry: DistributionEntry): Distribution {
  if (typeof entry === 'string') return { kind: 'constant', value: milliseconds(entry) };
  if ('exponential' in entry) return { kind: 'exponential', mean: milliseconds(entry.exponential) };
  if ('uniform' in entry) {
    const [min = 0, max = 0] = entry.uniform.map(milliseconds);
    return { kind: 'uniform', min, max };
  }
  const [mean = 0, deviation = 0] = entry.normal.map(milliseconds);
  return { kind: 'normal', mean, deviation };
}

export const conduct = ({ retryAfter, backoffBase, backoffMax, request }: ConductEntry): Partial<Conduct> => ({
  ...(retryAfter && { retryAfter }),
  ...(backoffBase !== undefined && { backoffBaseMs: milliseconds(backoffBase) }),
  ...(backoffMax !== undefined && { backoffMaxMs: milliseconds(backoffMax) }),
  ...(request !== undefined && { requestMs: milliseconds(request) }),
});

const QUANTITY = /^([+-]?[0-9.]+)(.*)$/;

function quantity(text: string): { readonly amount: number; readonly unit: string } {
  const [, amount = '', unit = ''] = QUANTITY.exec(text) ?? [];
  return { amount: Number(amount), unit };
}
