import { serveSlice } from '../workers/serve-slice.ts';

/** A worker that judges nothing; comes to an end at once where its task says so by `judging`. */
await serveSlice(({ judging, slice }) => {
  if (judging === `die as ${slice.index}`) process.exit(7);
  if (judging === `hoard as ${slice.index}`) hoard();
  return null;
});

/** Fills whatever heap there is. */
function hoard(): never {
  for (const held: number[][] = []; ; ) held.push(new Array<number>(1_000_000).fill(held.length));
}
