/** Whom a device says that it is, beside being itself: `rotated` is its own client with another key. */
export type IdentityKindName =
  | 'rotated'
  | 'expired'
  | 'not-yet-valid'
  | 'unknown-authority'
  | 'other-trust-domain'
  | 'other-device';
