import type { HeaderList } from '../../simulator/protocol/exchange.ts';
import type { Authenticate } from '../../simulator/protocol/revision.ts';
import { check } from '../harness/check.ts';
import { bytesOf, changed, field, INPUT, SIGNATURE } from './fields.ts';
import { bothKinds, busyClient, reading, repeatable, type Subject, signingClient } from './subjects.ts';
import { judgeRefused, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'signatures/damaged-signature-is-refused',
    title: 'A signature with one bit changed, cut short, made longer or of zeros is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const damage = (how: string, change: (bytes: Buffer) => Uint8Array): Variant => ({
      how: `whose signature is ${how}`,
      authenticate: changed(sign(), field(SIGNATURE, bytesOf(change))),
    });
    const variants = [
      ...[0, 0.5, 1].map((place) =>
        damage(`wrong in one bit, ${place} of the way through`, (bytes) => flipped(bytes, place)),
      ),
      // A verifier that does not look at the range of r and s takes these for a signature of anything.
      damage('of zeros', (bytes) => Buffer.alloc(bytes.length)),
      damage('of ones', (bytes) => Buffer.alloc(bytes.length, 0xff)),
      damage('in the order s, r', (bytes) =>
        Buffer.concat([bytes.subarray(bytes.length / 2), bytes.subarray(0, bytes.length / 2)]),
      ),
    ];
    // Whether these can be read as a signature at all is for the WFM to say.
    const misshapen = [
      damage('cut short by a byte', (bytes) => bytes.subarray(0, -1)),
      damage('cut in half', (bytes) => bytes.subarray(0, bytes.length / 2)),
      damage('longer by a byte', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])),
      damage('empty', () => Buffer.alloc(0)),
    ];
    for (const subject of bothKinds(signing)) {
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-005', status: 401 });
      await judgeRefused(trial, subject, sign(), misshapen, { requirement: 'SIG-005' });
    }
  },
);

const flipped = (bytes: Buffer, place: number): Buffer => {
  const copy = Buffer.from(bytes);
  const index = Math.min(bytes.length - 1, Math.floor(bytes.length * place));
  copy[index] = (copy[index] ?? 0) ^ 0x01;
  return copy;
};

check(
  {
    id: 'signatures/borrowed-signature-is-refused',
    title: 'A signature that was made for one request of a client counts for no other request of the same client',
    requirements: ['SIG-005'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const busy = await busyClient(trial);
    const { sign } = busy;
    const [read, report, deployment, bundle] = repeatable(busy);
    if (!(read && report && deployment && bundle)) throw new TypeError('NO_SUBJECTS: there is one of each');
    for (const [subject, lender] of [
      [read, deployment],
      [deployment, bundle],
      [bundle, read],
      [report, read],
    ] as const) {
      const borrowed: Variant = {
        how: `with the signature of ${lender.what}`,
        authenticate: withSignature(await signatureOf(lender, sign())),
      };
      await judgeRefused(trial, subject, sign(), [borrowed], { requirement: 'SIG-005' });
    }
  },
);

check(
  {
    id: 'signatures/parameters-are-signed',
    title: 'A signature whose parameters or covered components were rewritten after signing is refused',
    requirements: ['SIG-005', 'SIG-004'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const rewritten = (how: string, change: (input: string) => string, authenticate = sign()): Variant => ({
      how,
      authenticate: changed(authenticate, field(INPUT, change)),
    });
    const old = sign({ parameters: (usual) => ({ ...usual, created: sign.now() - DAY }) });
    const subject = reading(signing);
    await judgeRefused(
      trial,
      subject,
      sign(),
      [
        rewritten('with another keyid than was signed', (input) => input.replace(/keyid="[^"]*"/, 'keyid="other"')),
        rewritten('with an alg that was not signed', (input) => `${input};alg="ecdsa-p256-sha256"`),
        rewritten('with components in another order than they were signed', (input) =>
          input.replace('"@method" "@target-uri"', '"@target-uri" "@method"'),
        ),
        rewritten('with a component that was not signed', (input) => input.replace('("', '("@authority" "')),
      ],
      { requirement: 'SIG-005', status: 401 },
    );
    const freshened = rewritten(
      'whose created was brought up to date after signing',
      (input) => input.replace(/created=\d+/, `created=${sign.now()}`),
      old,
    );
    await judgeRefused(trial, subject, sign(), [freshened], { requirement: 'SIG-004', status: 401 });
  },
);

const DAY = 86_400;

/** The two fields, and the digest that they may cover, of a request that is served. */
async function signatureOf(lender: Subject, authenticate: Authenticate): Promise<HeaderList> {
  const { request } = await lender.send(authenticate);
  return request.headers.filter(([name]) => [INPUT, SIGNATURE].includes(name));
}

/** The request as it would be signed, with the fields of a signature that was made for another. */
const withSignature =
  (lines: HeaderList): Authenticate =>
  async (request, usual) => {
    const { headers, ...signed } = await usual(request);
    return {
      ...signed,
      headers: [...headers.filter(([name]) => !/^signature(-input)?$/i.test(name)), ...lines],
    };
  };
