import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { Answer } from '../http/answer.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';
import { withHeader, withJson, without, withStatus } from './exchanges.ts';

type Part = 'discovery' | 'bundle' | 'other';

const partOf = (path: string): Part =>
  path === '/.well-known/margo' ? 'discovery' : path === '/trust-bundle' ? 'bundle' : 'other';

const publishing = (
  part: Part | readonly Part[],
  statuses: readonly number[],
  change: (answer: Answer) => Answer,
): Fault =>
  replacing((behaviour) => ({
    misExchange: (path, answer) => {
      const correct = behaviour.misExchange(path, answer);
      return [part].flat().includes(partOf(path)) && statuses.includes(correct.status) ? change(correct) : correct;
    },
  }));

const BOTH = ['discovery', 'bundle'] as const;
const discovering = (change: (document: JsonObject) => JsonObject): Fault =>
  publishing('discovery', [200], withJson(change));
const bundling = (change: (document: JsonObject) => JsonObject): Fault => publishing('bundle', [200], withJson(change));

const mapKeys =
  (change: (key: JsonObject) => JsonObject) =>
  (document: JsonObject): JsonObject => {
    const keys: JsonValue | undefined = document['keys'];
    return {
      ...document,
      keys: Array.isArray(keys) ? keys.map((key: JsonValue) => (isJsonObject(key) ? change(key) : key)) : [],
    };
  };

const refused = (status: number): Answer => ({
  status,
  headers: { 'Content-Type': 'application/problem+json' },
  body: Buffer.from(JSON.stringify({ type: 'about:blank', title: 'Refused', status })),
});

/** Faults of the Margo identity system. */
export const TRUST_DEFECTS: readonly Defect[] = [
  defect(
    'discovery-needs-authentication',
    ['TRB-010'],
    'the identity system asks for credentials',
    publishing(BOTH, [200], () => refused(401)),
  ),
  defect(
    'discovery-not-served',
    ['TRB-011'],
    'there is no discovery document',
    publishing('discovery', [200, 304], () => refused(404)),
  ),
  defect(
    'discovery-without-trust-domain',
    ['TRB-012'],
    'the discovery document does not name its trust domain',
    discovering(without('trustDomain')),
  ),
  defect(
    'discovery-without-bundle-uri',
    ['TRB-012'],
    'the discovery document does not say where the bundle is',
    discovering(without('trustBundleUri')),
  ),
  defect(
    'discovery-of-other-trust-domain',
    ['TRB-012'],
    'the discovery document is of another trust domain',
    discovering((document) => ({ ...document, trustDomain: 'elsewhere.example' })),
  ),
  defect(
    'discovery-with-spiffe-scheme',
    ['TRB-012'],
    'the trust domain is written as a SPIFFE ID',
    discovering((document) => ({ ...document, trustDomain: `spiffe://${String(document['trustDomain'])}` })),
  ),
  defect(
    'bundle-uri-is-http',
    ['TRB-012', 'TRB-010'],
    'the bundle is offered over plain HTTP',
    discovering((document) => ({
      ...document,
      trustBundleUri: String(document['trustBundleUri']).replace('https:', 'http:'),
    })),
  ),
  defect(
    'bundle-uri-is-relative',
    ['TRB-012'],
    'the place of the bundle is relative',
    discovering((document) => ({ ...document, trustBundleUri: '/trust-bundle' })),
  ),
  defect(
    'bundle-uri-is-dead',
    ['TRB-012', 'TRB-010'],
    'nothing is where the bundle should be',
    publishing('bundle', [200, 304], () => refused(404)),
  ),
  defect('trust-bundle-without-keys', ['TRB-016'], 'the trust bundle has no keys', bundling(without('keys'))),
  defect(
    'trust-bundle-empty',
    ['TRB-016'],
    'the trust bundle has no anchor',
    bundling((document) => ({ ...document, keys: [] })),
  ),
  defect('trust-bundle-without-x5c', ['TRB-016'], 'the anchors have no certificate', bundling(mapKeys(without('x5c')))),
  defect(
    'trust-bundle-x5c-in-base64url',
    ['TRB-016'],
    'the certificates are in base64url',
    bundling(
      mapKeys((key) => ({
        ...key,
        x5c: Array.isArray(key['x5c'])
          ? key['x5c'].map((one: JsonValue) =>
              String(one).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
            )
          : [],
      })),
    ),
  ),
  defect(
    'trust-bundle-x5c-is-pem',
    ['TRB-016'],
    'the certificates are in PEM',
    bundling(
      mapKeys((key) => ({
        ...key,
        x5c: Array.isArray(key['x5c'])
          ? key['x5c'].map(
              (one: JsonValue) => `-----BEGIN CERTIFICATE-----\n${String(one)}\n-----END CERTIFICATE-----\n`,
            )
          : [],
      })),
    ),
  ),
  defect(
    'trust-bundle-without-use',
    ['TRB-016'],
    'the anchors do not say what they are for',
    bundling(mapKeys(without('use'))),
  ),
  defect(
    'trust-bundle-for-jwt-only',
    ['TRB-016'],
    'the anchors are for JWT-SVIDs',
    bundling(mapKeys((key) => ({ ...key, use: 'jwt-svid' }))),
  ),
  defect(
    'trust-bundle-without-kty',
    ['TRB-016'],
    'the anchors do not name their key type',
    bundling(mapKeys(without('kty'))),
  ),
  defect(
    'trust-bundle-key-differs',
    ['TRB-016'],
    'the coordinates of an anchor are not those of its certificate',
    bundling(mapKeys((key) => ({ ...key, x: key['y'] ?? '', y: key['x'] ?? '' }))),
  ),
  defect(
    'trust-etag-missing',
    ['TRB-022'],
    'the documents of the identity system have no tag',
    publishing(BOTH, [200, 304], withHeader('ETag', undefined)),
  ),
  defect(
    'trust-never-304',
    ['TRB-022'],
    'the identity system does not revalidate',
    replacing(() => ({ misRevalidates: () => false })),
  ),
  defect(
    'trust-304-is-200',
    ['TRB-022'],
    'a matching tag gets 200 without the document',
    publishing(BOTH, [304], withStatus(200)),
  ),
  defect(
    'trust-etag-unquoted',
    ['TRB-022'],
    'the tags of the identity system are not quoted',
    publishing(BOTH, [200], (answer) => withHeader('ETag', answer.headers['ETag']?.replaceAll('"', ''))(answer)),
  ),
];
