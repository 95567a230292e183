/**
 * Makes something of a certificate once and remembers the most recent ones. What throws is not remembered.
 * `capacity` bounds how many are kept.
 */
export function remembering<Made>(
  capacity: number,
  make: (certificate: string | Uint8Array) => Made,
): (certificate: string | Uint8Array) => Made {
  const kept = new Map<string, { readonly made: Made }>();
  return (certificate) => {
    const key = typeof certificate === 'string' ? certificate : Buffer.from(certificate).toString('latin1');
    const entry = kept.get(key) ?? { made: make(certificate) };
    // The order of a map is that of insertion: what was asked for last goes last.
    kept.delete(key);
    kept.set(key, entry);
    const oldest = kept.keys().next();
    if (kept.size > capacity && oldest.done !== true) kept.delete(oldest.value);
    return entry.made;
  };
}
