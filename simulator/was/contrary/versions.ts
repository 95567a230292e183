/** 1 at first; then in uneven steps, soon beyond what a double can hold, and never near the end of 64 bits. */
export function contraryVersion(previous: bigint | undefined): bigint {
  if (previous === undefined) return 1n;
  const step = 1n + ((previous * 7919n) % 1000n);
  return previous < 2n ** 53n ? 2n ** 53n + step : previous + step;
}
