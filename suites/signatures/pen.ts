import { createPrivateKey, type KeyObject } from 'node:crypto';
import { algorithmsFor, type SignatureAlgorithm } from '../../simulator/http-signatures/algorithms.ts';
import type { ComponentName } from '../../simulator/http-signatures/component.ts';
import { contentDigest } from '../../simulator/http-signatures/content-digest.ts';
import { createSigner } from '../../simulator/http-signatures/sign.ts';
import type { SignableRequest } from '../../simulator/http-signatures/signature-base.ts';
import type { SignatureParameters } from '../../simulator/http-signatures/signature-parameters.ts';
import type { WireRequest } from '../../simulator/protocol/exchange.ts';
import type { Authenticate, TlsCredential } from '../../simulator/protocol/revision.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';

/** In what a signature departs from the one that SIG-001 and SIG-002 ask for; what is left out is as they have it. */
export interface Signing {
  /** Whose key signs. */
  readonly credential?: TlsCredential;
  readonly algorithm?: SignatureAlgorithm;
  readonly label?: string;
  readonly components?: (usual: readonly ComponentName[]) => readonly ComponentName[];
  readonly parameters?: (usual: SignatureParameters) => SignatureParameters;
  /** Value of Content-Digest for the body; null for none. */
  readonly digest?: (body: Uint8Array) => string | null;
  /** What is signed in place of the request that is sent. */
  readonly signs?: (request: SignableRequest) => SignableRequest;
}

/** Signs the requests of one client, rightly unless told otherwise. */
export interface Pen {
  (signing?: Signing): Authenticate;
  /** Seconds since the epoch, as `created` has them. */
  now(): number;
}

/** Of a client that is taken in, or of one whose requests name no client yet. */
export function penOf(trial: Trial, client: TrialClient): Pen {
  const { enrolment, identity } = client;
  const keyid = enrolment.kind === 'client-id' ? enrolment.clientId : identity.name;
  const { origin } = new URL(trial.session.target.endpoint.url);
  const now = (): number => Math.floor(Date.now() / 1000);
  const sign =
    (signing: Signing = {}): Authenticate =>
    (request) =>
      signed(request, { origin, credential: identity.credential, created: now(), keyid }, signing);
  return Object.assign(sign, { now });
}

interface Usual {
  readonly origin: string;
  readonly credential: TlsCredential;
  readonly created: number;
  readonly keyid: string;
}

function signed(request: WireRequest, usual: Usual, signing: Signing): WireRequest {
  const { digest = contentDigest, signs = same, components = same, parameters = same } = signing;
  const key = privateKey(signing.credential ?? usual.credential);
  const algorithm = signing.algorithm ?? algorithmOf(key);
  const value = request.body === null ? null : digest(request.body);
  const headers = value === null ? request.headers : [...request.headers, ['Content-Digest', value] as const];
  const covered = value === null ? COVERED : [...COVERED, 'content-digest'];
  const { label } = signing;
  const sign = createSigner({ key, algorithm, components: components(covered), ...(label !== undefined && { label }) });
  const { created, keyid } = usual;
  const named = parameters({ created, keyid, ...(key.asymmetricKeyType === 'rsa' && { alg: algorithm }) });
  const what = signs({ method: request.method, targetUri: usual.origin + request.path, headers });
  return { ...request, headers: [...headers, ...sign(what, named)] };
}

const COVERED: readonly ComponentName[] = ['@method', '@target-uri'];

const same = <Value>(value: Value): Value => value;

const keys = new WeakMap<TlsCredential, KeyObject>();

/** RSA keys take long to read. */
function privateKey(credential: TlsCredential): KeyObject {
  const known = keys.get(credential);
  if (known) return known;
  const key = createPrivateKey(credential.keyPem);
  keys.set(credential, key);
  return key;
}

function algorithmOf(key: KeyObject): SignatureAlgorithm {
  const [algorithm] = algorithmsFor(key);
  if (algorithm) return algorithm;
  throw new TypeError(`KEY_UNSUITABLE: no signature algorithm is for a key of type ${key.asymmetricKeyType}`);
}
