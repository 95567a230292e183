import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reading, readResponse } from './read-response.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const complete = (reading: Reading) => {
  if (reading.state !== 'complete') throw new Error(JSON.stringify(reading));
  return { ...reading.response, body: Buffer.from(reading.response.body).toString('latin1'), used: reading.bytesUsed };
};

const body = fc.string({ unit: 'binary-ascii', maxLength: 60 });
const chunked = (text: string, size: number): string => {
  const chunks = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
  return `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`;
};
const message = fc.tuple(body, fc.option(fc.integer({ min: 1, max: 20 }))).map(([text, size]) => ({
  text,
  wire:
    size === null
      ? `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`
      : `HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n${chunked(text, size)}`,
}));

describe('readResponse', () => {
  it('waits for the last byte of a message and leaves what follows it', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.string({ maxLength: 20 }), ({ text, wire }, cut, rest) => {
        const part = wire.slice(0, cut % wire.length);
        expect(readResponse(bytes(part), 'GET', false)).toEqual({ state: 'incomplete' });
        const read = complete(readResponse(bytes(wire + rest), 'GET', false));
        expect({ body: read.body, used: read.used }).toEqual({ body: text, used: wire.length });
      }),
    );
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nx'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\nx'],
  ])('expects no body where the rules say that there is none: %s %s', (method, wire) => {
    const read = complete(readResponse(bytes(wire), method, false));
    expect({ framing: read.framing, body: read.body, used: read.used }).toEqual({
      framing: 'none',
      body: '',
      used: wire.length - 1,
    });
  });

  it('passes over interim responses and notes them', () => {
    const read = complete(readResponse(bytes('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 \r\n\r\n'), 'PUT', false));
    expect([read.status, read.interim]).toEqual([204, [100]]);
  });

  it('takes the end of the connection for the end of a body without a length', () => {
    const wire = bytes('HTTP/1.0 400 Bad Request\r\nServer:  x \r\n\r\nno certificate');
    expect(readResponse(wire, 'GET', false)).toEqual({ state: 'incomplete' });
    const read = complete(readResponse(wire, 'GET', true));
    expect([read.framing, read.body, read.headers]).toEqual(['close', 'no certificate', [['Server', 'x']]]);
  });

  it.each([
    ['SSH-2.0-OpenSSH\r\n'],
    ['HTTP/2 200\r\n\r\n'],
    ['HTTP/1.1 2000 OK\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nbad name: 1\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n'],
  ])('calls %j malformed', (wire) => {
    expect(readResponse(bytes(wire), 'GET', false).state).toBe('malformed');
  });
});
