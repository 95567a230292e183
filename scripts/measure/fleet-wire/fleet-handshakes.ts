import { identityFromSvid, wfmVerifier } from '../../../simulator/device/identity.ts';
import { FleetConnections } from '../../../simulator/fleet/connections/fleet-connections.ts';
import { requestBytes } from '../../../simulator/fleet/connections/request/request-bytes.ts';
import type { FleetConnection } from '../../../simulator/fleet/connections/transport.ts';
import { connectAll } from './handshakes.ts';

// Devices that poll once, and keep their connection.
const kept: FleetConnection[] = [];

await connectAll(({ port, anchors, credentials }) => {
  const endpoint = new URL(`https://127.0.0.1:${port}/`);
  const bytes = requestBytes({ method: 'GET', path: '/', headers: [], body: null }, endpoint.host, 'keep-alive');
  const [first] = credentials;
  if (!first) throw new TypeError('there are no credentials');
  const connections = new FleetConnections({
    endpoint,
    anchors,
    plan: { policy: 'keep-alive', idleMs: 600_000, shared: 1, sourceAddresses: [] },
    limits: { requestMs: 60_000, maxBodyBytes: 1000 },
    verifyPeer: wfmVerifier(identityFromSvid(first), [anchors], Date.now),
  });
  return (credential) => {
    const connection = connections.of({ actor: 'device', credential: () => credential });
    kept.push(connection);
    return new Promise((resolve, reject) => {
      connection.poll(bytes, (status, _us, exchange) => {
        if (status === 304) resolve(status);
        else reject(new Error(JSON.stringify(exchange?.outcome)));
      });
    });
  };
});
