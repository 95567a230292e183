import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answers, cuts } from '../testing/answers.test-support.ts';
import { cutAt } from '../testing/raw-server.test-support.ts';
import { type Reading, ResponseReader } from './response-reader.ts';

const ENDS: readonly Reading[] = ['whole', 'malformed', 'too-large', 'cut'];
const LIMITS = { maxHeadBytes: 1000, maxBodyBytes: 200 };

function read(pieces: readonly Buffer[], isHead = false) {
  const reader = new ResponseReader(LIMITS, () => true);
  reader.begin(isHead);
  let reading: Reading = 'incomplete';
  for (const piece of pieces) if (reading === 'incomplete') reading = reader.read(piece, piece.length);
  if (reading === 'incomplete') reading = reader.end();
  return reading === 'whole' ? { reading, ...reader.response() } : { reading };
}

const of = (text: string): Buffer => Buffer.from(text, 'latin1');

/** As many bytes of a header line. */
const padding = (length: number): string => `x: ${'y'.repeat(length - 'x: \r\n'.length)}\r\n`;

describe('an answer', () => {
  it('means the same, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(answers, cuts, (answer, where) => {
        expect(read(cutAt(answer, where))).toEqual(read([answer]));
      }),
    );
  });

  it('is never taken amiss, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (bytes, where) => {
        const head = Buffer.concat([of('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'), bytes]);
        for (const answer of [Buffer.from(bytes), head]) expect(ENDS).toContain(read(cutAt(answer, where)).reading);
      }),
    );
  });

  it.each([
    ['two different lengths', 'content-length: 5\r\ncontent-length: 6\r\n\r\nhello'],
    ['the same length twice', 'content-length: 5\r\ncontent-length: 5\r\n\r\nhello'],
    ['a length beside a coding', 'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a coding beside a length', 'transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n'],
    ['a folded line', 'x: a\r\n b\r\n\r\n'],
    ['a chunk that is longer than it says', 'transfer-encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n'],
    ['a chunk of a length beyond counting', 'transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n'],
    ['trailers without end', `transfer-encoding: chunked\r\n\r\n0\r\n${padding(500)}${padding(600)}`],
    ['a head without end', padding(500) + padding(600)],
  ])('is malformed with %s', (_what, text) => {
    expect(read([of(`HTTP/1.1 200 OK\r\n${text}`)])).toEqual({ reading: 'malformed' });
  });

  it('may be preceded by interim ones, but not for ever, and not by a switch of protocols', () => {
    const interim = 'HTTP/1.1 103 Early Hints\r\n\r\n';
    expect(read([of(`${interim}HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n`)])).toMatchObject({
      status: 204,
    });
    expect(read([of(interim.repeat(50))])).toEqual({ reading: 'malformed' });
    expect(read([of('HTTP/1.1 101 Switching Protocols\r\n\r\n')])).toEqual({ reading: 'malformed' });
  });

  it('has no body after HEAD, and with 204 and 304, whatever its fields say', () => {
    const text = (status: number): Buffer => of(`HTTP/1.1 ${status} X\r\ncontent-length: 5\r\n\r\n`);
    expect(read([text(200)], true)).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    for (const status of [204, 304]) expect(read([text(status)])).toMatchObject({ status, body: Buffer.alloc(0) });
    expect(read([text(200)])).toEqual({ reading: 'cut' });
  });
});
