import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { stringify } from 'yaml';
import { isJsonObject, type JsonObject, type JsonValue, parseJsonBytes } from '../../../simulator/protocol/json.ts';
import { MANIFEST } from '../../../simulator/protocol/media-types.ts';
import type { Rc2Dialect } from '../../../simulator/protocol/rc2/dialects.ts';
import { rc2 } from '../../../simulator/protocol/rc2/revision.ts';
import type { SentDocumentKind } from '../../../simulator/protocol/revision.ts';
import { listen } from './listen.test-support.ts';
import { ALL_VERBS, type SetUp } from './set-up.test-support.ts';

const CLIENT = 'client-1';
const DEPLOYMENT = 'c1a0d0f4-5b0e-4c55-9f0c-0d1b5a7e4a11';

interface Answer {
  readonly status: number;
  readonly body?: JsonObject | string;
  readonly type?: string;
}

/**
 * A WFM that speaks one dialect of 1.0.0-rc.2 and takes nothing else. It has one client and at most one workload, and
 * looks at no signature.
 */
export async function rc2Wfm({ wfm, target }: SetUp, dialect: Rc2Dialect): Promise<(declared: object) => string> {
  const spoken = speaking(dialect);
  let assigned = false;
  const url = await wfm(
    (request, response) => void serve(request, response, (body) => spoken(request, body, assigned)),
    {
      requestCert: false,
    },
  );
  const control = createHttpServer((request, response) => {
    request.resume();
    if (request.url?.endsWith('/assign')) assigned = true;
    if (request.url?.endsWith('/withdraw')) assigned = false;
    const description = { name: 'hook', version: '1', supports: ALL_VERBS };
    const answer = request.url?.endsWith('/assign') ? { deploymentId: DEPLOYMENT } : {};
    response.end(JSON.stringify(request.method === 'GET' ? description : answer));
  });
  const controlUrl = `http://127.0.0.1:${await listen(control)}`;
  const identity = { issuer: { certificate: 'pki/issuer.pem', key: 'pki/issuer.key' } };
  return (declared) =>
    target(url, controlUrl, { revision: '1.0.0-rc.2', identity, dialect: declared, timeouts: PATIENT });
}

const PATIENT = { request: '5s', settle: '5s', quiet: '50ms' };

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answerTo: (body: Uint8Array) => Answer,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const { status, body = '', type = 'application/json' } = answerTo(Buffer.concat(chunks));
  response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
}

type Speaking = (request: Pick<IncomingMessage, 'method' | 'url'>, body: Uint8Array, assigned: boolean) => Answer;

function speaking(dialect: Rc2Dialect): Speaking {
  const { documents } = rc2(dialect);
  const client = `/api/v1/clients/${CLIENT}`;
  const device = dialect.capabilitiesPath === 'per-device' ? '/doctor' : '';
  const parent = dialect.statusPath === 'singular' ? 'deployment' : 'deployments';
  const taken = (kind: SentDocumentKind, status: number, body: Uint8Array): Answer =>
    documents.schemaErrors(kind, json(body)).length === 0 ? { status } : refused(422);
  const document = stringify(deployment(dialect));
  const digest = `sha256:${createHash('sha256').update(document).digest('hex')}`;
  const entry = { deploymentId: DEPLOYMENT, digest, url: `${client}/deployments/${DEPLOYMENT}/${digest}` };
  const resources: Readonly<Record<string, (body: Uint8Array, assigned: boolean) => Answer>> = {
    'GET /api/v1/onboarding/certificate': () => ({ status: 200, body: { certificate: 'LS0t' } }),
    'POST /api/v1/onboarding': (body) => onboarding(json(body), dialect),
    [`POST ${client}/capabilities${device}`]: (body) => taken('device-capabilities', 201, body),
    [`PUT ${client}/capabilities${device}`]: (body) => taken('device-capabilities', 201, body),
    ...(dialect.deletesDevices && { [`DELETE ${client}/capabilities${device}`]: () => ({ status: 204 }) }),
    [`GET ${client}/deployments`]: (_body, assigned) => ({
      status: 200,
      type: MANIFEST,
      body: { manifestVersion: assigned ? 2 : 1, bundle: null, deployments: assigned ? [entry] : [] },
    }),
    [`GET ${entry.url}`]: () => ({ status: 200, type: 'application/yaml', body: document }),
    [`POST ${client}/${parent}/${DEPLOYMENT}/status`]: (body) => taken('deployment-status', 200, body),
  };
  return ({ method, url }, body, assigned) => resources[`${method} ${url}`]?.(body, assigned) ?? refused(404);
}

const refused = (status: number): Answer => ({ status, body: { error: 'refused', message: 'not in this dialect' } });

function onboarding(document: JsonValue, dialect: Rc2Dialect): Answer {
  if (!isJsonObject(document)) return refused(400);
  if (dialect.envelopes === 'all' && document['kind'] !== 'OnboardingRequest') return refused(400);
  const text = document[dialect.onboardingMember];
  if (typeof text !== 'string') return refused(400);
  const isPem = Buffer.from(text, 'base64').toString('latin1').startsWith('-----BEGIN');
  if (isPem !== (dialect.certificateEncoding === 'pem')) return refused(400);
  return { status: 201, body: { [dialect.clientIdMember]: CLIENT } };
}

/** As far as anybody reads it here: of Helm, which shows nothing of where packages of Compose are. */
const deployment = ({ deploymentIds, profileTypes }: Rc2Dialect): JsonObject => ({
  ...(deploymentIds === 'top-level' && { id: DEPLOYMENT }),
  metadata: { name: 'sample', ...(deploymentIds === 'annotations' && { annotations: { id: DEPLOYMENT } }) },
  spec: {
    deploymentProfile: {
      type: profileTypes === 'versioned' ? 'helm.v3' : 'helm',
      components: [{ name: 'sample', properties: { repository: 'oci://registry.example/sample', revision: '1' } }],
    },
  },
});

function json(body: Uint8Array): JsonValue {
  try {
    return parseJsonBytes(body);
  } catch {
    return null;
  }
}
