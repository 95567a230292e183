import type { TlsCredential } from '../../protocol/revision.ts';
import type { IdentityKindName } from './identity-kind-name.ts';

/** The identities of a fleet, prepared before it starts; devices count from 0. */
export interface IdentitySource {
  /** How many devices there are identities for. */
  readonly size: number;
  /** `<name>-<nonce>-<index>`: the client's id, where the identity says it, and its name in transcripts. */
  clientId(device: number): string;
  /** Made on the spot from packed bytes, so that whoever holds it holds the only copy. */
  credential(device: number, kind?: IdentityKindName): TlsCredential;
}
