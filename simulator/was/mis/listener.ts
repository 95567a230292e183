import { createServer, type Server } from 'node:https';
import Fastify from 'fastify';
import type { Credential } from '../../pki/svid.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Answer, Representation } from '../http/answer.ts';
import { empty } from '../http/answer.ts';
import { answerBrokenRequest } from '../http/broken-request.ts';
import { LIMITS } from '../http/limits.ts';
import type { Realm } from '../identity/peer.ts';
import { DISCOVERY_PATH, documentsOf } from './documents.ts';

export interface MisSetup {
  readonly host: string;
  /** The name that the certificate has and the documents state. */
  readonly name: string;
  readonly port: number;
  readonly certificate: Credential;
  readonly realm: Realm;
  readonly behaviour: Behaviour;
}

export interface MisListener {
  readonly url: string;
  readonly discoveryUrl: string;
  readonly close: () => Promise<void>;
}

const CACHE = { 'Cache-Control': 'public, max-age=300' };

function serve(
  { mediaType, body, digest }: Representation,
  ifNoneMatch: string | undefined,
  behaviour: Behaviour,
): Answer {
  const headers = { ...CACHE, ETag: `"${digest}"` };
  return behaviour.misRevalidates(ifNoneMatch, headers.ETag)
    ? empty(304, headers)
    : { status: 200, headers: { ...headers, 'Content-Type': mediaType }, body };
}

/** Opens the identity system: HTTPS that is authenticated by its name, and no authentication of the caller (TRB-010). */
export async function openMis(setup: MisSetup): Promise<MisListener> {
  const { behaviour, certificate } = setup;
  let server: Server | undefined;
  const app = Fastify({
    ...LIMITS.fastify,
    serverFactory: (handler) => {
      const tls = { cert: certificate.chainPem, key: certificate.keyPem, minVersion: 'TLSv1.2' as const };
      server = createServer({ ...LIMITS.http, ...tls }, handler);
      return server;
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, behaviour),
  });
  let documents: ReadonlyMap<string, Representation> = new Map();
  app.all('*', (request, reply) => {
    const path = request.raw.url?.split('?')[0] ?? '';
    const document = documents.get(path);
    const reading = request.method === 'GET' || request.method === 'HEAD';
    const answer = document
      ? reading
        ? serve(document, request.headers['if-none-match'], behaviour)
        : behaviour.problem({
            reason: 405,
            detail: `${request.method} is not possible here`,
            headers: { Allow: 'GET, HEAD' },
          })
      : notFound(path, behaviour);
    reply.hijack();
    behaviour.deliver(reply.raw, behaviour.misExchange(path, answer));
  });
  await app.listen({ host: setup.host, port: setup.port });
  const address = server?.address();
  if (!address || typeof address === 'string') throw new Error('MIS: the server has no port');
  const url = `https://${setup.name}:${address.port}`;
  documents = documentsOf(setup.realm, url);
  return { url, discoveryUrl: `${url}${DISCOVERY_PATH}`, close: () => app.close() };
}

/** The registry has a type for each of the two documents; elsewhere a plain 404 (ERR-007). */
const notFound = (path: string, behaviour: Behaviour): Answer => {
  const reason = path.startsWith('/.well-known/')
    ? 'discovery-document-not-found'
    : path.startsWith('/trust-bundle')
      ? 'spiffe-bundle-not-found'
      : 404;
  return behaviour.problem({ reason, detail: 'There is no such document' });
};
