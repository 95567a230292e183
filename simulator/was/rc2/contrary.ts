import { createHash, randomBytes } from 'node:crypto';
import { certificateBlocks, pemToDer } from '../../pki/pem.ts';
import { isJsonObject, parseJsonBytes, stringifyJson } from '../../protocol/json.ts';
import { JSON_DOCUMENT, MANIFEST } from '../../protocol/media-types.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Answer } from '../http/answer.ts';
import { clientKeyOf } from './certificates.ts';

/** The freedoms of 1.0.0-rc.2 that its modes use, beside those that all revisions have. */

/** Errors with members that nobody knows, in another order, with white space. */
function respelt(answer: Answer): Answer {
  const document = answer.body && parseJsonBytes(answer.body);
  if (!isJsonObject(document)) return answer;
  const { error, message, ...others } = document;
  const body = { trace_id: 'c0ffee', ...others, message: message ?? '', vendor: { hint: 'ü' }, error: error ?? '' };
  return {
    ...answer,
    headers: { ...answer.headers, 'Content-Type': 'application/json; charset=utf-8' },
    body: Buffer.from(`${stringifyJson(body, 2)}\n`),
  };
}

/** What is sent has a digest of its own (RFC 9530 section 2). */
const digested = (answer: Answer): Answer =>
  answer.body === undefined
    ? answer
    : {
        ...answer,
        headers: {
          ...answer.headers,
          'Content-Digest': `sha-256=:${createHash('sha256').update(answer.body).digest('base64')}:`,
        },
      };

/** POST is for devices that are new, PUT for those that are known (G-98). */
function reportFault(existed: boolean, method: string): 404 | 409 | undefined {
  if (method === 'POST') return existed ? 409 : undefined;
  return existed ? undefined : 404;
}

/** Verbs that are about the certificate, before there is an id and after. */
const ABOUT_CERTIFICATES: ReadonlySet<string> = new Set(['admit', 'retire']);

/** An operator's tool that knows a client by its id as soon as it has one, as the control contract allows. */
function knowsByIdOnly(behaviour: Behaviour): Pick<Behaviour, 'control' | 'stores'> {
  const onboarded = new Set<string>();
  return {
    stores: (raw, database) => {
      const { registrations, ...stores } = behaviour.stores(raw, database);
      return {
        ...stores,
        registrations: {
          ...registrations,
          put: (registration) => {
            registrations.put(registration);
            onboarded.add(registration.client);
          },
        },
      };
    },
    control: async (call, next) => {
      const { client } = call.body;
      if (ABOUT_CERTIFICATES.has(call.verb) || !isJsonObject(client) || client['id'] !== undefined)
        return behaviour.control(call, next);
      const [leaf] = typeof client['certificate'] === 'string' ? certificateBlocks(client['certificate']) : [];
      if (leaf === undefined || !onboarded.has(clientKeyOf(pemToDer(leaf)))) return behaviour.control(call, next);
      return { status: 404, body: { error: 'a client that has been onboarded is named by its id' } };
    },
  };
}

/**
 * Long ids, by which alone the operator knows a client that has one, POST and PUT told apart (G-98), PUT answered with
 * 204 (G-74), artifacts for their client alone (G-76), ids of nobody's not found (G-70).
 */
export const contraryRc2 = (behaviour: Behaviour): Behaviour => ({
  ...behaviour,
  ...knowsByIdOnly(behaviour),
  reportFault,
  newClientId: () => `~.${randomBytes(90).toString('base64url')}_-`,
  deviceTaken: (existed, method) => (existed && method === 'PUT' ? 204 : 201),
  cacheControlOf: (mediaType) =>
    mediaType === MANIFEST ? 'private, no-cache' : 'private, max-age=31536000, immutable, no-transform',
  unknownClient: 404,
  exchange: async (request, next) => {
    const answer = await behaviour.exchange(request, next);
    return digested(answer.status >= 400 ? respelt(answer) : answer);
  },
});

/** Many words at onboarding, the signature judged before the body (G-71), and a session that goes on (G-73). */
export const obstinateRc2 = (behaviour: Behaviour): Behaviour => ({
  ...behaviour,
  newClientId: () => `Device.${randomBytes(6).toString('hex')}~1`,
  rootCertificate: ({ anchorsPem: [anchor = ''] }) => ({
    status: 200,
    headers: { 'Content-Type': JSON_DOCUMENT, 'Cache-Control': 'max-age=60' },
    // Of its DER, where the other mode has PEM (G-77).
    body: Buffer.from(
      stringifyJson({
        format: 'der',
        certificate: Buffer.from(pemToDer(certificateBlocks(anchor)[0] ?? '')).toString('base64'),
      }),
    ),
  }),
  unknownClient: 403,
  firstJudged: 'signature',
  signaturePolicy: (policy, request) => {
    const before = behaviour.signaturePolicy(policy, request);
    return { ...before, maxAgeSeconds: 2 * before.maxAgeSeconds, skewSeconds: 2 * before.skewSeconds };
  },
  exchange: async (request, next) => {
    const answer = await behaviour.exchange(request, next);
    if (request.resource === 'onboarding' && answer.status === 201) return welcoming(answer);
    if (answer.status !== 401) return answer;
    const { Connection: _connection, ...headers } = answer.headers;
    return { ...answer, headers: { ...headers, 'WWW-Authenticate': 'Signature realm="margo"' } };
  },
});

function welcoming(answer: Answer): Answer {
  const document = answer.body && parseJsonBytes(answer.body);
  if (!isJsonObject(document)) return answer;
  const { clientId, ...others } = document;
  return {
    ...answer,
    headers: { ...answer.headers, Location: `/api/v1/clients/${String(clientId)}` },
    body: Buffer.from(stringifyJson({ welcome: true, ...others, clientId: clientId ?? null, next: ['capabilities'] })),
  };
}
