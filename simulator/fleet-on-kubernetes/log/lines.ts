/** Longer than any line of ours; what is beyond it is cut off. */
const LONGEST = 64 * 1024;
const LINE_END = 0x0a;

/** The lines of a stream of bytes, as they become complete; the last also without an end. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, from)) {
      yield Buffer.concat([rest, chunk.subarray(from, end)]).toString('utf8', 0, LONGEST);
      rest = Buffer.alloc(0);
      from = end + 1;
    }
    if (rest.length < LONGEST) rest = Buffer.concat([rest, chunk.subarray(from)]);
  }
  if (rest.length > 0) yield rest.toString('utf8', 0, LONGEST);
}
