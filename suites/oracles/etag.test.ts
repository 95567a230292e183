import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { sha256Digest } from './digest.ts';
import { strongDigestEtag, validEtag } from './etag.ts';

const tagged = (etags: readonly string[], body: Uint8Array, coding?: string): WireResponse => ({
  status: 200,
  statusText: 'OK',
  headers: [
    ...etags.map((etag) => ['eTag', etag] as const),
    ...(coding === undefined ? [] : [['Content-Encoding', coding] as const]),
  ],
  body,
});

describe('the tag of a manifest', () => {
  it('is the quoted digest of any body, coded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const etag = `"${sha256Digest(body)}"`;
        expect(strongDigestEtag(tagged([etag], body)).ok).toBe(true);
        expect(strongDigestEtag(tagged([etag], gzipSync(body), 'gzip')).ok).toBe(true);
      }),
    );
  });

  it('is no digest of another body, weak, bare, doubled or in capitals', () => {
    const body = new TextEncoder().encode('{}');
    const digest = sha256Digest(body);
    const wrong = [
      [],
      [`"${sha256Digest(new Uint8Array())}"`],
      [`W/"${digest}"`],
      [digest],
      [`"${digest}"`, `"${digest}"`],
      [`"${digest.toUpperCase()}"`],
      [`"${digest.slice(7)}"`],
    ];
    for (const etags of wrong) expect(strongDigestEtag(tagged(etags, body)).ok).toBe(false);
  });
});

describe('a valid tag', () => {
  it.each(['"a"', 'W/"a"', '""', '"sha256:00"'])('can be %s', (etag) => {
    expect(validEtag(tagged([etag], new Uint8Array())).ok).toBe(true);
  });

  it.each([[[]], [['a']], [['w/"a"']], [['"a b"']], [['"a"', '"a"']], [['"a", "b"']]])('is not %j', (etags) => {
    expect(validEtag(tagged(etags, new Uint8Array())).ok).toBe(false);
  });
});
