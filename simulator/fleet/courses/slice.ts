import type { Slice } from './intent.ts';

/** How many of a fleet's devices belong to a slice. */
export const rowsOf = (devices: number, { index, of }: Slice): number => Math.max(0, Math.ceil((devices - index) / of));
