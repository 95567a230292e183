import type { JsonObject } from '../../protocol/json.ts';
import type { RevisionId } from '../../protocol/revision.ts';
import type { ServedRevision } from '../api/api.ts';
import type { Behaviour } from '../behaviour.ts';
import type { ClientKey } from '../identity/peer.ts';
import type { Stores } from '../storage/stores.ts';
import { objectMember } from './bodies.ts';
import { ControlError } from './call.ts';

/** The client that the operator means, and where its records are. */
export interface Addressee {
  readonly client: ClientKey;
  readonly stores: Stores;
  readonly behaviour: Behaviour;
}

type StoresOf = (revision: RevisionId, endpoint: string) => Stores;

/** Each revision names clients in its own way, so the way says which is meant. Throws `ControlError` where none is. */
export function addresseeOf(
  body: JsonObject,
  endpoint: string,
  served: readonly ServedRevision[],
  storesOf: StoresOf,
): Addressee {
  const named = objectMember(body, 'client');
  for (const { speaks, behaviour } of served) {
    const stores = storesOf(speaks.revision, endpoint);
    const client = speaks.clientKey(named, stores);
    if (client !== undefined) return { client, stores, behaviour };
  }
  const spoken = served.map(({ speaks }) => speaks.revision).join(' or ');
  throw new ControlError(400, `client is not named as ${spoken} names one`);
}
