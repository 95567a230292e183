import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDigest, judgeContentDigest } from './content-digest.ts';

/** The content of RFC 9530's examples (B.1 and others). */
const HELLO = Buffer.from('{"hello": "world"}\n');
const SHA_256 = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:';
const SHA_512 = 'sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:';

describe('the examples of RFC 9530', () => {
  it.each([
    [HELLO, SHA_256],
    [Buffer.alloc(0), 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'],
    [Buffer.from('"world"}\n'), 'sha-256=:jjcgBDWNAtbYUXI37CVG3gRuGOAjaaDRGpIUFsdyepQ=:'],
  ])('%j has the digest %s', (body, digest) => {
    expect(contentDigest(body)).toBe(digest);
    expect(judgeContentDigest(digest, body)).toBe('matches');
  });

  it('has both digests, in the order asked for', () => {
    expect(contentDigest(HELLO, ['sha-512', 'sha-256'])).toBe(`${SHA_512}, ${SHA_256}`);
  });
});

describe('judging a Content-Digest', () => {
  const differing = 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:';

  it.each([
    ['missing', undefined],
    ['matches', SHA_256],
    ['matches', SHA_512],
    ['matches', `${SHA_256},${SHA_512}`],
    ['matches', `  ${SHA_256}  `],
    ['matches', SHA_256.replace('Dg=:', 'Dg:')],
    ['matches', `${SHA_256};x=1`],
    ['matches', `md5=:YQ==:, ${SHA_256}`],
    ['matches', `${differing}, ${SHA_256}`],
    ['differs', differing],
    ['differs', `${SHA_256}, ${differing}`],
    ['differs', `${SHA_512}, ${differing}`],
    ['differs', 'sha-256=::'],
    ['differs', 'sha-256=:YQ==:'],
    ['differs', 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabA==:'],
    ['no-known-algorithm', 'md5=:YQ==:, sha=:YQ==:'],
    ['malformed', ''],
    ['malformed', 'sha-256'],
    ['malformed', SHA_256.replaceAll(':', '')],
    ['malformed', SHA_256.replace('sha-256', 'SHA-256')],
    ['malformed', SHA_256.replace('=:', '="')],
    ['malformed', `sha-256="${SHA_256}"`],
    ['malformed', `${SHA_256}, md5=1`],
    ['malformed', `${SHA_256},`],
    ['malformed', 'sha-256=:****:'],
    ['malformed', `sha-256=(${SHA_256.slice(8)})`],
    ['malformed', `${SHA_256}${', a=:YQ==:'.repeat(2000)}`],
  ])('%s: %s', (verdict, value) => {
    expect(judgeContentDigest(value, HELLO)).toBe(verdict);
  });

  it('passes over algorithms that the caller does not accept', () => {
    expect(judgeContentDigest(SHA_512, HELLO, ['sha-256'])).toBe('no-known-algorithm');
    expect(judgeContentDigest(`${SHA_256}, sha-512=:YQ==:`, HELLO, ['sha-256'])).toBe('matches');
  });

  it('tells every other body apart', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (body, other) => {
        const equal = Buffer.compare(body, other) === 0;
        for (const algorithm of ['sha-256', 'sha-512'] as const) {
          const digest = contentDigest(body, [algorithm]);
          expect(judgeContentDigest(digest, body)).toBe('matches');
          expect(judgeContentDigest(digest, other)).toBe(equal ? 'matches' : 'differs');
        }
      }),
    );
  });
});
