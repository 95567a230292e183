import fc from 'fast-check';

/** A top-level device id: one segment of RFC 3986 unreserved characters that no router takes for a relative step. */
export const deviceSegment: fc.Arbitrary<string> = fc
  .stringMatching(/^[A-Za-z0-9._~-]{1,24}$/)
  .filter((segment) => segment !== '.' && segment !== '..');

/** Ids of a gateway and of a device one to three steps below it. */
export const childPath: fc.Arbitrary<{ readonly gateway: string; readonly child: string }> = fc
  .tuple(deviceSegment, fc.array(deviceSegment, { minLength: 1, maxLength: 3 }))
  .map(([gateway, rest]) => ({ gateway, child: [gateway, ...rest].join('/') }));
