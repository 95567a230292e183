import { certificateFacts } from '../../pki/certificate-facts.ts';
import { header } from '../http/api-request.ts';
import type { Peer } from '../identity/peer.ts';
import type { TlsOptions } from '../identity/tls-options.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, type ResourceName, resourceOf, withHeader, withJson, withStatus } from './exchanges.ts';
import { recording } from './records.ts';

const tls = (change: Partial<TlsOptions>): Fault =>
  replacing((behaviour) => ({ tlsOptions: (options) => ({ ...behaviour.tlsOptions(options), ...change }) }));

const TLS: readonly Defect[] = [
  defect(
    'tls12-at-most',
    ['TLS-001'],
    'TLS 1.3 is not offered',
    tls({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }),
  ),
  defect(
    'tls12-with-weak-ciphers',
    ['TLS-002'],
    'TLS 1.2 is served with CBC ciphers',
    tls({ minVersion: 'TLSv1.2', ciphers: 'TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES128-SHA' }),
  ),
  defect(
    'tls11-accepted',
    ['TLS-003'],
    'TLS 1.1 is served',
    tls({ minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  ),
  defect(
    'tls10-accepted',
    ['TLS-003'],
    'TLS 1.0 is served',
    tls({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  ),
  defect(
    'session-outlives-svid',
    ['TLS-006', 'TLS-007'],
    'open connections and resumed sessions go on after the SVID has ended',
    replacing(() => ({ remainsValid: () => true })),
  ),
];

/** Puts the caller where the request says. */
const calledBy = (named: (request: Parameters<typeof header>[0], peer: Peer) => string | undefined): Fault =>
  replacing((behaviour) => ({ callerOf: (request) => named(request, request.peer) ?? behaviour.callerOf(request) }));

const sibling = (peer: Peer, clientId: string): string => peer.spiffeId.slice(0, -peer.clientId.length) + clientId;

/** The SPIFFE ID in an RFC 9440 field: a byte sequence between colons. */
function clientCertificateId(field: string | undefined): string | undefined {
  const encoded = /^:([A-Za-z0-9+/=]+):/.exec(field?.trim() ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    return certificateFacts(Buffer.from(encoded, 'base64')).uriSans[0];
  } catch {
    return undefined;
  }
}

const CALLERS: readonly Defect[] = [
  defect(
    'client-cert-header-believed',
    ['TLS-009', 'GEN-007'],
    'a Client-Cert header from the client names the caller',
    calledBy((request) => clientCertificateId(header(request, 'client-cert'))),
  ),
  defect(
    'forwarded-cert-header-believed',
    ['GEN-007', 'TLS-009'],
    'the URI of an X-Forwarded-Client-Cert header names the caller',
    calledBy((request) => /URI=([^;,"]+)/.exec(header(request, 'x-forwarded-client-cert') ?? '')?.[1]),
  ),
  defect(
    'client-id-header-believed',
    ['GEN-007'],
    'an X-Client-Id header names the caller',
    calledBy((request, peer) => {
      const id = header(request, 'x-client-id');
      return id === undefined ? undefined : sibling(peer, id);
    }),
  ),
  defect(
    'caller-taken-from-query',
    ['GEN-007'],
    'a clientId in the query names the caller',
    replacing((behaviour) => ({
      callerOf: (request) => {
        const id = new URLSearchParams(request.query).get('clientId');
        return id === null ? behaviour.callerOf(request) : sibling(request.peer, id);
      },
    })),
  ),
];

const unguarded = (...resources: readonly ResourceName[]): Fault =>
  replacing((behaviour) => ({
    admits: (policy, peer, decision, request) =>
      resources.includes(resourceOf(request)) || behaviour.admits(policy, peer, decision, request),
  }));

/** A retirement is seen only by connections that are opened after it. */
const decidedPerConnection: Fault = replacing((behaviour) => {
  const admitted = new WeakSet<Peer>();
  return {
    admits: (policy, peer, decision, request) => {
      if (admitted.has(peer)) return true;
      const answer = behaviour.admits(policy, peer, decision, request);
      if (answer) admitted.add(peer);
      return answer;
    },
  };
});

/** Compares with every admitted id, by a rule that is too wide. */
const admitting = (similar: (admitted: string, asked: string) => boolean): Fault => {
  const admitted = new Set<string>();
  return recording(({ clients }) => ({
    clients: {
      decide: (client, decision) => {
        if (decision === 'admitted') admitted.add(client);
        else admitted.delete(client);
        clients.decide(client, decision);
      },
      decision: (client) =>
        clients.decision(client) ?? (Array.from(admitted).some((one) => similar(one, client)) ? 'admitted' : undefined),
    },
  }));
};

const DENIED = { status: 403 } as const;

const POLICY: readonly Defect[] = [
  defect(
    'no-accepted-client-policy',
    ['WIP-012'],
    'every client of the namespace is served, unless it was retired',
    replacing(() => ({ admits: (_policy, _peer, decision) => decision !== 'retired' })),
  ),
  defect(
    'retire-without-effect',
    ['WIP-012'],
    'a retired client is served as before',
    recording(({ clients }) => ({
      clients: {
        decide: (client, decision) => (decision === 'admitted' ? clients.decide(client, decision) : undefined),
      },
    })),
  ),
  defect(
    'retire-needs-a-new-connection',
    ['WIP-012', 'TLS-006'],
    'a retired client is served on the connections that it has open',
    decidedPerConnection,
  ),
  defect(
    'admitted-by-prefix',
    ['WIP-012', 'WIP-006'],
    'a client is admitted when its id begins with that of an admitted one',
    perInstance(() => admitting((one, asked) => asked.startsWith(one))),
  ),
  defect(
    'admitted-without-case',
    ['WIP-012', 'WIP-006'],
    'a client is admitted when its id differs from that of an admitted one only in case',
    perInstance(() => admitting((one, asked) => one.toLowerCase() === asked.toLowerCase())),
  ),
  defect(
    'readmission-without-effect',
    ['WIP-012', 'USR-009'],
    'a client that was once retired stays refused',
    recording(({ clients }) => ({
      clients: {
        decide: (client, decision) =>
          clients.decision(client) === 'retired' ? undefined : clients.decide(client, decision),
      },
    })),
  ),
  defect(
    'policy-not-asked-for-manifest',
    ['WIP-012'],
    'a client that was not accepted can read a manifest',
    unguarded('manifest'),
  ),
  defect(
    'policy-not-asked-for-artifacts',
    ['WIP-012'],
    'a client that was not accepted can read artifacts',
    unguarded('deployment', 'bundle'),
  ),
  defect(
    'policy-not-asked-for-capabilities',
    ['WIP-012'],
    'a client that was not accepted can report devices',
    unguarded('capabilities'),
  ),
  defect(
    'policy-not-asked-for-status',
    ['WIP-012'],
    'a client that was not accepted can report statuses',
    unguarded('status'),
  ),
  defect(
    'denial-is-401',
    ['GEN-011', 'CAP-006'],
    'a client that is not accepted gets 401',
    answering(DENIED, (answer) => withJson((document) => ({ ...document, status: 401 }))(withStatus(401)(answer))),
  ),
  defect(
    'denial-is-an-empty-manifest',
    ['GEN-011', 'WIP-012'],
    'a client that is not accepted gets 200 and an empty manifest',
    answering({ ...DENIED, resource: 'manifest' }, (answer) => ({
      ...withHeader('Content-Type', 'application/vnd.margo.manifest.v1+json')(answer),
      status: 200,
      body: Buffer.from('{"manifestVersion":1,"bundle":null,"deployments":[]}'),
    })),
  ),
  defect(
    'denial-is-plain-text',
    ['GEN-011', 'ERR-001'],
    'the denial is a line of text',
    answering(DENIED, (answer) => ({
      ...withHeader('Content-Type', 'text/plain')(answer),
      body: Buffer.from('forbidden'),
    })),
  ),
  defect(
    'denial-of-unregistered-type',
    ['ERR-002', 'ERR-006'],
    'the denial has a type that the registry lacks, in the Margo namespace',
    answering(
      DENIED,
      withJson((document) => ({
        ...document,
        type: `${String(document['type']).split('#')[0]}#wfm-client-relationship-retired`,
      })),
    ),
  ),
];

export const CONNECTION_DEFECTS: readonly Defect[] = [...TLS, ...CALLERS, ...POLICY];
