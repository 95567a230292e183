import { ConfigurationError } from '../failure.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000 } as const;

/** Reads `250ms`, `10s` or `2m` into milliseconds; throws `TARGET_DURATION`. */
export function duration(text: string, where: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const factor = unit === 'ms' || unit === 's' || unit === 'm' ? UNITS[unit] : undefined;
  const value = Number(amount) * (factor ?? Number.NaN);
  if (!(value > 0 && value <= 3_600_000))
    throw new ConfigurationError(
      'TARGET_DURATION',
      `${where} is ${JSON.stringify(text)}; write a positive duration up to 60m, such as 250ms, 10s or 2m`,
    );
  return value;
}
