import { bytesOf } from '../../device/matching/quantity.ts';

const MEBIBYTE = 2 ** 20;
/** What memory is built of: a device has so much, or a multiple of it. */
const MODULE_MIB = 128;
const MIB_IN_GIB = 1024;

/** A quantity, so many times as large, to the nearest that a machine could have; what is no quantity stays as it is. */
export function variedMemory(text: string, factor: number): string {
  const bytes = bytesOf(text);
  if (bytes === undefined || factor === 1) return text;
  const modules = Math.max(1, Math.round((Number(bytes) * factor) / MEBIBYTE / MODULE_MIB));
  const mebibytes = modules * MODULE_MIB;
  return mebibytes % MIB_IN_GIB === 0 ? `${mebibytes / MIB_IN_GIB} Gi` : `${mebibytes} Mi`;
}
