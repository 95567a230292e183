import { jsonBytes, stringifyJson } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { about } from '../oracles/judgement.ts';
import { accepts } from '../oracles/status-code.ts';
import { payloadSigned, payloadSignedAs } from './payload-pen.ts';
import {
  capabilitiesDocument,
  capabilitiesRequest,
  knownClient,
  operations,
  telling,
  updating,
  worker,
} from './subjects.ts';
import { judgeRefused, type Variant } from './twins.ts';

const needs = { caller: 'bearer-token' } as const;
const FAULT = { requirement: 'ONB-004', position: 'G-83' } as const;

check(
  {
    id: 'authorization/payload-signature-is-over-the-bytes',
    title: 'A payload is taken in whatever way its JSON is written, when its signature is over the bytes that are sent',
    requirements: ['ONB-004'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const first = await client.api.reportCapabilities(client.id, jsonBytes(plainHost(client.id)));
    trial.judge('ONB-004', about('a first report', accepts(trial.answer(first, 'ONB-004'))), { position: 'G-83' });
    const text = stringifyJson(capabilitiesDocument(trial, client.id, 'Größe 大きさ'));
    const spellings: Readonly<Record<string, string>> = {
      'as it comes': text,
      'with white space around it': `\r\n\t ${text}\n`,
      'over many lines': JSON.stringify(JSON.parse(text), null, 4),
      'with escapes': text.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    };
    for (const [how, spelling] of Object.entries(spellings)) {
      const request = capabilitiesRequest(client, 'PUT', Buffer.from(spelling));
      const answer = trial.answer(await client.api.send(request), 'ONB-004');
      trial.judge('ONB-004', about(`a report that is written ${how}`, accepts(answer)), { position: 'G-83' });
    }
  },
);

check(
  {
    id: 'authorization/every-payload-is-signed',
    title: 'Each operation with a payload is refused without the signature of its payload',
    requirements: ['ONB-004'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const [create, ...others] = operations(trial, await worker(trial));
    // A WFM that refuses to be told of a device twice would refuse the twin as well (G-98).
    const again = create && trial.answer(await create.send(), 'ONB-004');
    const known = again !== undefined && again.status >= 400;
    const variants: readonly Variant[] = [
      { how: 'without X-Payload-Signature', authenticate: payloadSignedAs(() => null) },
      { how: 'with an empty X-Payload-Signature', authenticate: payloadSignedAs(() => '') },
    ];
    for (const subject of create && !known ? [create, ...others] : others)
      await judgeRefused(trial, subject, variants, FAULT);
  },
);

check(
  {
    id: 'authorization/payload-signature-of-another-payload',
    title: 'A payload is refused with the signature of another one, however little they differ',
    requirements: ['ONB-004'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const own = await worker(trial);
    const { client } = own;
    const variants = Object.entries(TAMPERED).map(
      ([what, body]): Variant => ({
        how: `with the signature of ${what}`,
        authenticate: payloadSigned(client, { body }),
      }),
    );
    for (const subject of [updating(trial, client), telling(own)]) await judgeRefused(trial, subject, variants, FAULT);
  },
);

const rewritten = (change: (text: string) => string) => (body: Uint8Array) =>
  Buffer.from(change(Buffer.from(body).toString()));

/** What was signed in place of what is sent. */
const TAMPERED: Readonly<Record<string, (body: Uint8Array) => Uint8Array>> = {
  'an empty payload': () => new Uint8Array(),
  'an empty object': () => jsonBytes({}),
  'the payload with a space behind it': rewritten((text) => `${text} `),
  'the payload but for its last byte': (body) => body.slice(0, -1),
  'the payload with another character in it': rewritten((text) => text.replace(/"([^"]+)"/, '"$1x"')),
  'the payload twice': (body) => Buffer.concat([body, body]),
};

check(
  {
    id: 'authorization/payload-signed-with-another-key',
    title: "A payload is refused that is signed with another client's key, whichever key the signature names",
    requirements: ['ONB-004'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const own = await worker(trial);
    const { client } = own;
    const other = (await knownClient(trial)).identity.credential.keyPem;
    const mine = client.identity.credential.keyPem;
    const variants: readonly Variant[] = [
      { how: "signed with another client's key", authenticate: payloadSigned(client, { key: other }) },
      {
        how: "signed with another client's key in the name of its own",
        authenticate: payloadSigned(client, { key: other, named: mine }),
      },
      {
        how: "signed with its own key in the name of another client's",
        authenticate: payloadSigned(client, { key: mine, named: other }),
      },
    ];
    for (const subject of [updating(trial, client), telling(own)]) await judgeRefused(trial, subject, variants, FAULT);
  },
);

check(
  {
    id: 'authorization/damaged-payload-signature-is-refused',
    title: 'A signature of a payload that is cut, changed or in another form is refused',
    requirements: ['ONB-004'],
    needs,
  },
  async (trial) => {
    const client = await knownClient(trial);
    const flipped = (bytes: Buffer, at: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    const variants: readonly Variant[] = [
      {
        how: 'with a bit changed in the last byte of its signature',
        authenticate: payloadSigned(client, { signature: (bytes) => flipped(bytes, bytes.length - 1) }),
      },
      {
        how: 'with a bit changed within its signature',
        authenticate: payloadSigned(client, { signature: (bytes) => flipped(bytes, bytes.length >> 1) }),
      },
      {
        how: 'with a signature of no bytes',
        authenticate: payloadSigned(client, { signature: () => new Uint8Array() }),
      },
      {
        how: 'with half of its signature',
        authenticate: payloadSigned(client, { signature: (bytes) => bytes.subarray(0, bytes.length >> 1) }),
      },
      {
        how: 'with a public key and no semicolon',
        authenticate: payloadSigned(client, { text: (text) => text.replace(';', '') }),
      },
      {
        how: 'with a public key alone',
        authenticate: payloadSigned(client, { text: (text) => text.slice(0, text.indexOf(';')) }),
      },
      { how: 'with a semicolon alone', authenticate: payloadSigned(client, { text: () => ';' }) },
      { how: 'with a signature that is no base64', authenticate: payloadSignedAs(() => '%%%not base64%%%') },
      { how: 'with the beginning of its signature', authenticate: payloadSignedAs((value) => value.slice(0, 40)) },
    ];
    await judgeRefused(trial, updating(trial, client), variants, FAULT);
  },
);
