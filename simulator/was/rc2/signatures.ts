import type { KeyObject } from 'node:crypto';
import { algorithmsFor, type SignatureAlgorithm } from '../../http-signatures/algorithms.ts';
import type { Component } from '../../http-signatures/component.ts';
import { type Freshness, type FreshnessWindow, judgeFreshness } from '../../http-signatures/freshness.ts';
import { type ReceivedSignature, readSignatures } from '../../http-signatures/read-signatures.ts';
import type { SignableRequest } from '../../http-signatures/signature-base.ts';
import type { SignatureParameters } from '../../http-signatures/signature-parameters.ts';
import { type Verification, verifySignature } from '../../http-signatures/verify.ts';
import { type ApiRequest, header } from '../http/api-request.ts';

/** What a signature has to be like beside being right. */
export interface SignaturePolicy extends FreshnessWindow {
  /** Has to be covered; `content-digest` only where there is a body. */
  readonly components: readonly string[];
  /** Parameters that have to be there. */
  readonly parameters: readonly string[];
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Seconds since the epoch. */
  readonly now: number;
  /** Absolute, as this server is addressed. */
  readonly targetUri: string;
  readonly freshness: (parameters: SignatureParameters, now: number, window: FreshnessWindow) => Freshness;
  readonly verify: (
    request: SignableRequest,
    received: ReceivedSignature,
    key: KeyObject,
    algorithm: SignatureAlgorithm,
  ) => Verification;
}

/** SIG-002, SIG-003; a window of five minutes is the example that SIG-004 gives. */
export const POLICY: Omit<SignaturePolicy, 'now' | 'targetUri'> = {
  components: ['@method', '@target-uri', 'content-digest'],
  parameters: ['created', 'keyid'],
  algorithms: ['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'rsa-v1_5-sha256', 'rsa-pss-sha256'],
  maxAgeSeconds: 300,
  skewSeconds: 60,
  freshness: judgeFreshness,
  verify: verifySignature,
};

/** `https`, also behind a proxy that ended TLS: it is what the client asked for. */
export const targetUriOf = (request: ApiRequest): string =>
  /^https?:\/\//i.test(request.target) ? request.target : `https://${header(request, 'host') ?? ''}${request.target}`;

/** A component that stands for the whole of what it names: parameters may only change how it is written. */
const covers = ({ name, parameters }: Component, wanted: string): boolean =>
  name === wanted && Array.from(parameters.keys()).every((parameter) => parameter === 'sf' || parameter === 'bs');

function faultOf(
  signature: ReceivedSignature,
  request: ApiRequest,
  key: KeyObject,
  policy: SignaturePolicy,
): string | undefined {
  const { components, algorithms, now, targetUri } = policy;
  const wanted = components.filter((name) => name !== 'content-digest' || request.body.length > 0);
  const uncovered = wanted.find((name) => !signature.components.some((component) => covers(component, name)));
  if (uncovered !== undefined) return `${uncovered} is not covered`;
  const missing = policy.parameters.find((name) => signature.parameters[name] === undefined);
  if (missing !== undefined) return `it has no ${missing}`;
  const freshness = policy.freshness(signature.parameters, now, policy);
  if (freshness !== 'fresh') return `by its times it is ${freshness}`;
  const { method, fields: headers } = request;
  const suitable = algorithmsFor(key).filter((algorithm) => algorithms.includes(algorithm));
  const verdicts = suitable.map((algorithm) =>
    policy.verify({ method, targetUri, headers }, signature, key, algorithm),
  );
  if (verdicts.some(({ ok }) => ok)) return undefined;
  const reason = verdicts.find((verdict) => !verdict.ok);
  return reason && !reason.ok ? reason.detail : 'no algorithm that is supported fits the key';
}

/** One signature that is right and covers enough will do, whatever it is called and whatever stands beside it. */
export function signatureFault(request: ApiRequest, key: KeyObject, policy: SignaturePolicy): string | undefined {
  const read = readSignatures(request.fields);
  if (!read.ok) return read.detail;
  const faults = read.signatures.map((signature) => faultOf(signature, request, key, policy));
  return faults.includes(undefined) ? undefined : (faults[0] ?? 'there is none');
}
