import { createSecureContext } from 'node:tls';
import { openIdentities } from '../../../simulator/fleet/identities/open-identities.ts';
import { prepareIdentities } from '../../../simulator/fleet/identities/prepare-identities.ts';
import { clientSpiffeId } from '../../../simulator/pki/spiffe-id.ts';
import type { TlsCredential } from '../../../simulator/protocol/revision.ts';
import { KeptConnection } from './kept-connection.ts';
import { AT_ONCE } from './phase.ts';
import type { ReferenceProcess } from './reference-process.ts';
import { sideBySide } from './side-by-side.ts';

/** A client of 1.0.0-rc.3. */
export interface LoadClient {
  readonly id: string;
  readonly spiffeId: string;
  readonly credential: TlsCredential;
}

export interface ConnectedClient extends LoadClient {
  readonly connection: KeptConnection;
  etag: string;
  deploymentId: string;
}

const REALM = { trustDomain: 'factory.example', wfmId: 'wfm-1' };
const HOUR_MS = 3_600_000;

/** With keys of their own. */
export async function makeClients({ issuer }: ReferenceProcess, devices: number): Promise<readonly LoadClient[]> {
  const until = Date.now() + HOUR_MS;
  const wanted = { issuer, realm: REALM, name: 'load', nonce: 'n', devices, until, keyCache: null };
  const identities = await openIdentities((await prepareIdentities(wanted)).buffer, issuer);
  return Array.from({ length: devices }, (_, device) => {
    const id = identities.clientId(device);
    const spiffeId = clientSpiffeId(REALM.trustDomain, REALM.wfmId, id);
    return { id, spiffeId, credential: identities.credential(device) };
  });
}

/** As the control contract names it. */
export const nameOf = ({ id, spiffeId }: LoadClient): object => ({ id, spiffeId });

/** Opens a connection for each, and makes the first use of it: one that is not used is soon closed. */
export async function connected(
  was: ReferenceProcess,
  clients: readonly LoadClient[],
  use: (client: ConnectedClient) => Promise<void>,
): Promise<readonly ConnectedClient[]> {
  const open: ConnectedClient[] = [];
  await sideBySide(clients, AT_ONCE, async (client) => {
    const { chainPem: cert, keyPem: key } = client.credential;
    const context = createSecureContext({ cert, key, ca: was.anchorPem, minVersion: 'TLSv1.3' });
    const connection = await KeptConnection.open(was.urls['1.0.0-rc.3'] ?? '', context);
    const one = { ...client, connection, etag: '', deploymentId: '' };
    await use(one);
    open.push(one);
  });
  return open;
}
