import type { Exchange } from '../../protocol/exchange.ts';
import { isJsonObject, type JsonObject, parseJsonBytes, stringifyJson } from '../../protocol/json.ts';
import type { ManagementClient, Revision } from '../../protocol/revision.ts';
import type { Plant } from './defect.ts';

/** Sends a status document, or does not. */
type Sending = (deploymentId: string, status: JsonObject, send: Send) => Promise<Exchange>;
export type Send = (status: JsonObject) => Promise<Exchange>;

/** A client like the one at hand, at another place. */
export type Elsewhere = (endpoint: URL) => ManagementClient;

/** Replaces calls of every client by what they make of those that were there. */
export const throughClients =
  (change: (client: ManagementClient, elsewhere: Elsewhere) => Partial<ManagementClient>): Plant =>
  (parts) => {
    const connect: Revision['connect'] = (options) => {
      const client = parts.revision.connect(options);
      const elsewhere: Elsewhere = (endpoint) => parts.revision.connect({ ...options, endpoint });
      return { ...passingOn(client), ...change(client, elsewhere) };
    };
    return { ...parts, revision: { ...parts.revision, connect } };
  };

/** Stands between a device and the reports that it sends. */
export const reporting = (sending: Sending): Plant =>
  throughClients((client) => ({
    reportStatus: (deploymentId, body, request) => {
      const status = parseJsonBytes(body);
      const send: Send = (changed) => client.reportStatus(deploymentId, Buffer.from(stringifyJson(changed)), request);
      return isJsonObject(status)
        ? sending(deploymentId, status, send)
        : client.reportStatus(deploymentId, body, request);
    },
  }));

/** Changes what reports say. */
export const rewriting = (change: (status: JsonObject) => JsonObject): Plant =>
  reporting((_deploymentId, status, send) => send(change(status)));

/** What a device sees where a report was swallowed: as if the WFM had taken it. */
export const swallowed = (deploymentId: string): Exchange => ({
  actor: 'nobody',
  origin: 'https://nowhere.invalid',
  request: { method: 'POST', path: `/deployments/${deploymentId}/status`, headers: [], body: null },
  startedAt: 0,
  durationMs: 0,
  outcome: {
    kind: 'response',
    response: { status: 200, statusText: 'OK', headers: [], body: new Uint8Array() },
  },
});

/** A client can be of a class, whose calls a spread would lose. */
const passingOn = (client: ManagementClient): ManagementClient => ({
  actor: client.actor,
  paths: client.paths,
  reportCapabilities: (deviceId, body, options) => client.reportCapabilities(deviceId, body, options),
  removeDevice: (deviceId, options) => client.removeDevice(deviceId, options),
  readDesiredState: (options) => client.readDesiredState(options),
  fetchDeployment: (deploymentId, digest, options) => client.fetchDeployment(deploymentId, digest, options),
  fetchBundle: (digest, options) => client.fetchBundle(digest, options),
  fetchReference: (url, options) => client.fetchReference(url, options),
  reportStatus: (deploymentId, body, options) => client.reportStatus(deploymentId, body, options),
  send: (request, options) => client.send(request, options),
  authenticated: (request) => client.authenticated(request),
  close: () => client.close(),
});
