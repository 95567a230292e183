import { certificateFacts } from '../../pki/certificate-facts.ts';
import type { Answer } from '../http/answer.ts';
import { type ApiRequest, header } from '../http/api-request.ts';
import type { Peer } from '../identity/peer.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { resourceOf } from './exchanges.ts';

/** Puts the caller where the request says. */
const calledBy = (named: (request: ApiRequest, peer: Peer) => string | undefined): Fault =>
  replacing((behaviour) => ({ callerOf: (request) => named(request, request.peer) ?? behaviour.callerOf(request) }));

const sibling = (peer: Peer, clientId: string): string => peer.key.slice(0, -peer.clientId.length) + clientId;

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

/** Gives what it makes of a leaf to the peer that showed it. */
const byLeaf = (named: (leaf: Uint8Array, peer: Peer) => string | undefined): Fault =>
  replacing((behaviour) => {
    const names = new WeakMap<Peer, string>();
    return {
      recognisePeer: (chainDer, realm, now) => {
        const recognition = behaviour.recognisePeer(chainDer, realm, now);
        const [leaf] = chainDer;
        const name = recognition.recognised && leaf ? named(leaf, recognition.peer) : undefined;
        if (recognition.recognised && name !== undefined) names.set(recognition.peer, name);
        return recognition;
      },
      callerOf: (request) => names.get(request.peer) ?? behaviour.callerOf(request),
    };
  });

export const CALLER_DEFECTS: readonly Defect[] = [
  defect(
    'caller-taken-from-common-name',
    ['IDN-013', 'GEN-007'],
    'the common name of a certificate, where it has one, names the caller',
    byLeaf((leaf, peer) => {
      const name = /^CN=(.+)$/.exec(certificateFacts(leaf).subject)?.[1];
      return name === undefined ? undefined : name.startsWith('spiffe:') ? name : sibling(peer, name);
    }),
  ),
  defect(
    'renewed-svid-is-another-client',
    ['IDN-013', 'GEN-007'],
    'a client with a new certificate starts from nothing',
    perInstance(() => {
      const first = new Map<string, string>();
      return byLeaf((leaf, peer) => {
        const { serial } = certificateFacts(leaf);
        const known = first.get(peer.key) ?? serial;
        first.set(peer.key, known);
        return known === serial ? undefined : `${peer.key}#${serial}`;
      });
    }),
  ),
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
  defect(
    'caller-taken-from-body',
    ['GEN-007'],
    'a clientId among the properties of a report names the caller',
    calledBy(({ body }, peer) => {
      const id = /"clientId":"([^"]+)"/.exec(body.toString())?.[1];
      return id === undefined ? undefined : sibling(peer, id);
    }),
  ),
  defect(
    'caller-taken-from-path',
    ['GEN-007', 'GEN-008'],
    'the desired state is served under the path of an earlier revision, to whoever names its client there',
    replacing((behaviour) => {
      const named = ({ path }: Pick<ApiRequest, 'path'>): string | undefined =>
        /^\/api\/v1\/clients\/([^/]+)\/deployments$/.exec(path)?.[1];
      const manifests = new Map<string, Answer>();
      return {
        exchange: async (request, next) => {
          const client = named(request);
          const answer = client === undefined ? undefined : manifests.get(client);
          if (answer) return answer;
          const own = await behaviour.exchange(request, next);
          if (resourceOf(request) === 'manifest' && own.status === 200) manifests.set(request.peer.clientId, own);
          return own;
        },
      };
    }),
  ),
];
