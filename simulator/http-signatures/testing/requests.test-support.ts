import fc from 'fast-check';
import { contentDigest } from '../content-digest.ts';
import type { SignableRequest } from '../signature-base.ts';
import type { SignatureParameters } from '../signature-parameters.ts';

const segment = fc.stringMatching(/^[A-Za-z0-9._~%-]{0,12}$/);

/** Requests as devices send them, with a digest of some body. */
export const requests: fc.Arbitrary<SignableRequest> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    host: fc.stringMatching(/^[a-z][a-z0-9-]{0,10}(:[1-9][0-9]{1,3})?$/),
    path: fc.array(segment, { maxLength: 5 }),
    query: fc.option(fc.stringMatching(/^[a-z0-9=&+%]{0,20}$/)),
    body: fc.uint8Array({ maxLength: 64 }),
    extra: fc.array(fc.stringMatching(/^[!-~ ]{0,20}$/), { maxLength: 3 }),
  })
  .map(({ method, host, path, query, body, extra }) => ({
    method,
    targetUri: `https://${host}/${path.join('/')}${query === null ? '' : `?${query}`}`,
    headers: [['Content-Digest', contentDigest(body)], ...extra.map((value) => ['X-Extra', value] as const)],
  }));

/** Parameters in any order. */
export const signatureParameters: fc.Arbitrary<SignatureParameters> = fc
  .tuple(
    fc.shuffledSubarray(['created', 'keyid', 'nonce', 'tag', 'expires', 'x-other']),
    fc.integer({ min: 0, max: 999_999_999_999_999 }),
    fc.stringMatching(/^[ -~]{0,20}$/),
  )
  .map(([names, integer, text]) =>
    Object.fromEntries(names.map((name) => [name, name === 'created' || name === 'expires' ? integer : text])),
  );
