import type { SliceName } from './report.ts';

/** As they are listed. */
export function sliceOrder(a: SliceName, b: SliceName): number {
  return a.of - b.of || a.index - b.index;
}

/** Slices that are there twice, whole or in part. */
export function overlapping(slices: readonly SliceName[]): readonly SliceName[] {
  return slices.filter((slice, at) => slices.some((other, before) => before < at && overlap(slice, other)));
}

/** A fleet cut into so many. */
export function allOf(of: number): readonly SliceName[] {
  return Array.from({ length: of }, (_, index) => ({ index, of }));
}

/**
 * Those of `wanted` that are not there. A slice of a finer cut (a worker of a shard) makes up only a part of one, which is
 * missing unless the other parts are there too.
 */
export function missing(wanted: readonly SliceName[], slices: readonly SliceName[]): readonly SliceName[] {
  const lost = wanted.filter((slice) => !isCovered(slice, slices));
  const once = new Map(lost.map((slice) => [`${slice.index}/${slice.of}`, slice]));
  return [...once.values()].toSorted(sliceOrder);
}

function isCovered(wanted: SliceName, slices: readonly SliceName[]): boolean {
  const share = slices
    .filter((slice) => overlap(slice, wanted))
    .reduce((sum, slice) => sum + shareWithin(slice, wanted), 0);
  return share > 1 - 1e-9;
}

/** Of slices that do not overlap one another: how much of `wanted` one of them is. */
function shareWithin(slice: SliceName, wanted: SliceName): number {
  return divisor(slice.of, wanted.of) / slice.of;
}

/** Whether a number can leave both remainders. */
function overlap(a: SliceName, b: SliceName): boolean {
  return (a.index - b.index) % divisor(a.of, b.of) === 0;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
