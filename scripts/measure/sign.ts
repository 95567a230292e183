import { generateKeyPairSync, sign as operation } from 'node:crypto';
import { contentDigest } from '../../simulator/http-signatures/content-digest.ts';
import { createSigner } from '../../simulator/http-signatures/sign.ts';
import { signatureBase } from '../../simulator/http-signatures/signature-base.ts';
import type { HeaderList } from '../../simulator/protocol/exchange.ts';

export interface SignFigures {
  /** Of each round: the ECDSA P-256 operation alone, over the same bytes, microseconds. */
  readonly bareUs: readonly number[];
  /** A whole request in the same rounds: digest of its body, signature base, signature and both fields. */
  readonly requestUs: readonly number[];
}

const BODY = Buffer.alloc(1024, '{"capability":"of a device"}');
const TARGET = 'https://wfm.example:8443/api/v1/clients/4d2c7f0e-6a1f-4b43-9d57-0f4be9b8a8d1/capabilities/device-1';
const COMPONENTS = ['@method', '@target-uri', 'content-digest'];
const OWN_FIELDS: HeaderList = [
  ['Host', 'wfm.example:8443'],
  ['Accept', 'application/json'],
  ['Content-Type', 'application/json'],
];
const PARAMETERS = { created: 1_700_000_000, keyid: '4d2c7f0e-6a1f-4b43-9d57-0f4be9b8a8d1' };
/** A single signature is too short for the clock. */
const SIGNATURES_A_ROUND = 50;

function microsecondsEach(action: () => unknown): number {
  const start = process.hrtime.bigint();
  for (let index = 0; index < SIGNATURES_A_ROUND; index++) action();
  return Number(process.hrtime.bigint() - start) / 1000 / SIGNATURES_A_ROUND;
}

/** Signs requests as the clients of 1.0.0-rc.2 do, and the bare bytes, in turn. */
export function measureSign(rounds: number): SignFigures {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign = createSigner({ key, algorithm: 'ecdsa-p256-sha256', components: COMPONENTS });
  const request = { method: 'PUT', targetUri: TARGET };
  const wholeRequest = (): HeaderList => {
    const headers: HeaderList = [...OWN_FIELDS, ['Content-Digest', contentDigest(BODY)]];
    return [...headers, ...sign({ ...request, headers }, PARAMETERS)];
  };
  const headers: HeaderList = [['Content-Digest', contentDigest(BODY)]];
  const base = Buffer.from(signatureBase({ ...request, headers }, COMPONENTS, PARAMETERS));
  const bareOperation = (): Buffer => operation('sha256', base, { key, dsaEncoding: 'ieee-p1363' });

  // Until both are compiled.
  for (const action of [bareOperation, wholeRequest]) microsecondsEach(action);
  const [bareUs, requestUs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    bareUs.push(microsecondsEach(bareOperation));
    requestUs.push(microsecondsEach(wholeRequest));
  }
  return { bareUs, requestUs };
}
