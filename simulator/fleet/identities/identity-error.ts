import { CodedError } from '../../errors/coded-error.ts';

type FleetIdentityCode =
  | 'FLEET_IDENTITIES_TOO_FEW'
  | 'FLEET_IDENTITIES_UNREADABLE'
  | 'FLEET_IDENTITIES_FOREIGN'
  | 'FLEET_IDENTITIES_KEY_MISMATCH'
  | 'FLEET_IDENTITIES_UNWRITABLE'
  | 'FLEET_IDENTITIES_EXPIRED'
  | 'FLEET_IDENTITY_KIND_IMPOSSIBLE'
  | 'FLEET_ISSUER_TOO_SHORT';

/** Identities of a fleet that cannot be had as they are asked for. */
export class FleetIdentityError extends CodedError<FleetIdentityCode> {
  override readonly name = 'FleetIdentityError';
}
