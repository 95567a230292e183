import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { contentCodings, decodedBody } from './content-coding.ts';

const TEXT = Buffer.from('the same bytes');

const coded = (coding: string | undefined, body: Uint8Array): WireResponse => ({
  status: 200,
  statusText: 'OK',
  headers: coding === undefined ? [] : [['Content-Encoding', coding]],
  body,
});

describe('a decoded body', () => {
  it.each([
    [undefined, TEXT],
    ['identity', TEXT],
    ['GZIP', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['zstd', zstdCompressSync(TEXT)],
    ['br, gzip', gzipSync(brotliCompressSync(TEXT))],
  ])('is the original one under %s', (coding, body) => {
    expect(decodedBody(coded(coding, body))).toEqual({ bytes: TEXT });
  });

  it.each([
    ['gzip', TEXT],
    ['constructor', TEXT],
    ['gzip', gzipSync(Buffer.alloc(65 * 1024 * 1024))],
  ])('cannot be had where %s does not fit or unfolds without end', (coding, body) => {
    expect(decodedBody(coded(coding, body))).toMatchObject({ undecodable: { ok: false } });
  });

  it('has its codings in the order in which they were applied', () => {
    expect(contentCodings(coded('br, X-Gzip', TEXT))).toEqual(['br', 'x-gzip']);
  });
});
