const UNITS: Readonly<Record<string, bigint>> = {
  '': 1n,
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};
const QUANTITY = /^\s*(\d+)(?:\.(\d{1,9}))?\s*([KMGTPE]i)?B?\s*$/;

/** Bytes of `59 Gi`, `512Mi`, `1.5 GiB`; undefined where it is no quantity. No pattern is published (position G-36). */
export function bytesOf(text: string): bigint | undefined {
  const [, whole, fraction = '', unit = ''] = QUANTITY.exec(text) ?? [];
  const factor = UNITS[unit];
  if (whole === undefined || factor === undefined) return undefined;
  return (BigInt(whole + fraction) * factor) / 10n ** BigInt(fraction.length);
}
