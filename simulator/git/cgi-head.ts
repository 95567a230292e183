/** The header fields that a CGI program writes before its body (RFC 3875 section 6). */
export interface CgiHead {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What came of the body along with the head. */
  readonly rest: Buffer;
}

const MAX_HEAD = 16 * 1024;
const END = /\r?\n\r?\n/;

/** Reads up to the empty line; undefined where the output ends or grows too long before. What follows stays unread. */
export async function readCgiHead(output: NodeJS.ReadableStream): Promise<CgiHead | undefined> {
  let text = '';
  for (;;) {
    const chunk = await nextChunk(output);
    if (chunk === undefined) return undefined;
    text += chunk.toString('latin1');
    const end = END.exec(text);
    if (end) return parse(text.slice(0, end.index), Buffer.from(text.slice(end.index + end[0].length), 'latin1'));
    if (text.length > MAX_HEAD) return undefined;
  }
}

function parse(head: string, rest: Buffer): CgiHead {
  const fields = head.split(/\r?\n/).map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const status = fields.find(([name]) => name.toLowerCase() === 'status')?.[1];
  return {
    status: status === undefined ? 200 : Number.parseInt(status, 10),
    headers: fields.filter(([name]) => name.toLowerCase() !== 'status'),
    rest,
  };
}

/** One chunk, without taking hold of the stream as an iterator would, which closes it when it is left. */
const nextChunk = (output: NodeJS.ReadableStream): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const take = () => {
      const chunk = output.read();
      if (chunk === null) return;
      settle(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, 'latin1'));
    };
    const end = () => settle(undefined);
    const settle = (chunk: Buffer | undefined) => {
      output.off('readable', take).off('end', end).off('close', end).off('error', end);
      resolve(chunk);
    };
    output.on('readable', take).on('end', end).on('close', end).on('error', end);
    take();
  });
