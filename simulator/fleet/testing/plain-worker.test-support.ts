import { serveSlice } from '../workers/serve-slice.ts';

/** A worker that judges nothing; dies at once where its task says so by `judging`. */
await serveSlice(({ judging, slice }) => {
  if (judging === `die as ${slice.index}`) process.exit(7);
  return null;
});
