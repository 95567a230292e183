import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList, WireResponse } from '../../simulator/protocol/exchange.ts';
import { keptOrGone, revalidated, sentWithDigest, taggedWithDigest } from './artifact.ts';
import { sha256Digest } from './digest.ts';

const answer = (status: number, body: Uint8Array, headers: HeaderList = []): WireResponse => ({
  status,
  statusText: '',
  headers,
  body,
});

const BODY = new TextEncoder().encode('id: 1\n');
const OTHER = new TextEncoder().encode('id: 1\r\n');
const DIGEST = sha256Digest(BODY);
const GZIP: HeaderList = [['Content-Encoding', 'gzip']];

describe('an artifact sent with its digest', () => {
  it('is 200 with those bytes, coded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.boolean(), (body, coded) => {
        const response = coded ? answer(200, gzipSync(body), GZIP) : answer(200, body);
        expect(sentWithDigest(response, sha256Digest(body)).ok).toBe(true);
      }),
    );
  });

  it.each([
    ['other bytes', answer(200, OTHER)],
    ['the digest of the encoded bytes', answer(200, BODY, GZIP)],
    ['another status', answer(206, BODY)],
    ['no bytes', answer(200, new Uint8Array())],
  ])('is not %s', (_what, response) => {
    expect(sentWithDigest(response, DIGEST)).toMatchObject({ ok: false });
  });
});

describe('the answer to a revalidation', () => {
  it('is the artifact, or 304 without a body', () => {
    expect(revalidated(answer(200, BODY), DIGEST).ok).toBe(true);
    expect(revalidated(answer(304, new Uint8Array()), DIGEST).ok).toBe(true);
    for (const wrong of [answer(304, BODY), answer(200, OTHER), answer(412, new Uint8Array()), answer(500, BODY)])
      expect(revalidated(wrong, DIGEST).ok).toBe(false);
  });
});

describe('an artifact of a former manifest', () => {
  it('is kept as it was, or gone', () => {
    expect(keptOrGone(answer(200, BODY), DIGEST).ok).toBe(true);
    expect(keptOrGone(answer(404, new Uint8Array()), DIGEST).ok).toBe(true);
    for (const wrong of [answer(200, OTHER), answer(410, BODY), answer(500, BODY), answer(204, new Uint8Array())])
      expect(keptOrGone(wrong, DIGEST).ok).toBe(false);
  });
});

describe('the tag of an artifact', () => {
  it.each([
    [[`"${DIGEST}"`], true],
    [[], false],
    [[DIGEST], false],
    [[`W/"${DIGEST}"`], false],
    [[`"${DIGEST}"`, `"${DIGEST}"`], false],
    [[`"${DIGEST}-gzip"`], false],
    [[`"${DIGEST.toUpperCase()}"`], false],
  ])('%j: %s', (tags, holds) => {
    const response = answer(
      200,
      BODY,
      tags.map((tag) => ['eTag', tag] as const),
    );
    expect(taggedWithDigest(response, DIGEST).ok).toBe(holds);
  });
});
