import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { PAYLOAD_SIGNATURE } from '../../simulator/protocol/pre-draft/words.ts';
import type { Authenticate } from '../../simulator/protocol/revision.ts';
import type { TrialClient } from '../harness/client.ts';
import { withField } from './fields.ts';

/** In what a payload's signature departs from the one that is due (ONB-004). */
export interface PayloadSigning {
  /** What is signed in place of the payload that is sent. */
  readonly body?: (body: Uint8Array) => Uint8Array;
  /** PEM of the private key that signs; default: the client's. */
  readonly key?: string;
  /** PEM of the private key whose public half is named; default: that of the one that signs. */
  readonly named?: string;
  readonly signature?: (signature: Buffer) => Uint8Array;
  /** The text before its base64. */
  readonly text?: (text: string) => string;
}

/** Sends the request with its token and with a signature of the payload that was made so. */
export const payloadSigned =
  (client: TrialClient, { body = same, key, named, signature = same, text = same }: PayloadSigning): Authenticate =>
  (request, usual) => {
    const own = key ?? client.identity.credential.keyPem;
    const made = sign('sha256', body(request.body ?? new Uint8Array()), own);
    const stated = createPublicKey(createPrivateKey(named ?? own)).export({ type: 'spki', format: 'der' });
    const joined = `${stated.toString('base64')};${Buffer.from(signature(made)).toString('base64')}`;
    return withField(PAYLOAD_SIGNATURE, () => Buffer.from(text(joined)).toString('base64'))(request, usual);
  };

/** With another value of the field, or without it. */
export const payloadSignedAs = (change: (value: string) => string | null): Authenticate =>
  withField(PAYLOAD_SIGNATURE, change);

const same = <Value>(value: Value): Value => value;
