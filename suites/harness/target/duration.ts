import { ConfigurationError } from '../failure.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000 } as const;
const LONGEST_MS = 3_600_000;

/** Reads `250ms`, `10s` or `2m` into whole milliseconds, as timers want them; throws `TARGET_DURATION`. */
export function duration(text: string | number, where: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(String(text)) ?? [];
  const factor = unit === 'ms' || unit === 's' || unit === 'm' ? UNITS[unit] : undefined;
  const value = Math.round(Number(amount) * (factor ?? Number.NaN));
  if (!(value > 0 && value <= LONGEST_MS))
    throw new ConfigurationError(
      'TARGET_DURATION',
      `${where} is ${JSON.stringify(text)}; write a duration with its unit from 1ms to 60m, such as 250ms, 10s or 2m`,
    );
  return value;
}
