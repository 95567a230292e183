import { createHmac, createPublicKey } from 'node:crypto';
import type { SignatureAlgorithm } from '../../simulator/http-signatures/algorithms.ts';
import { signatureBase } from '../../simulator/http-signatures/signature-base.ts';
import type { KeyAlgorithm } from '../../simulator/pki/key-algorithms.ts';
import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { about } from '../oracles/judgement.ts';
import { accepts } from '../oracles/status-code.ts';
import { bytesOf, changed, field, INPUT, SIGNATURE } from './fields.ts';
import { clientSigningBy, clientWithKey } from './identities.ts';
import { bothKinds, signingClient } from './subjects.ts';
import { judgeAccepted, judgeRefused, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

interface Supported {
  readonly algorithm: SignatureAlgorithm;
  readonly key: KeyAlgorithm;
}

const SUPPORTED: readonly Supported[] = [
  { algorithm: 'ecdsa-p256-sha256', key: 'P-256' },
  { algorithm: 'ecdsa-p384-sha384', key: 'P-384' },
  { algorithm: 'rsa-v1_5-sha256', key: 'RSA-2048' },
  { algorithm: 'rsa-pss-sha256', key: 'RSA-2048' },
];

for (const { algorithm, key } of SUPPORTED)
  check(
    {
      id: `signatures/${algorithm.replace('_', '-')}-is-verified`,
      title: `Signatures of ${algorithm} are accepted where they are right, and refused where they are not`,
      requirements: ['SIG-003', 'SIG-005'],
      needs: { ...needs, issuer: true },
    },
    async (trial) => {
      const signing = await clientSigningBy(trial, key, algorithm);
      const { sign } = signing;
      const right = sign({ algorithm });
      const wrong: Variant = {
        how: `signed with ${algorithm} for another target`,
        authenticate: sign({
          algorithm,
          signs: (request) => ({ ...request, targetUri: `${request.targetUri}/other` }),
        }),
      };
      const damaged: Variant = {
        how: `whose ${algorithm} signature is damaged`,
        authenticate: changed(right, field(SIGNATURE, bytesOf(lastBitFlipped))),
      };
      for (const subject of bothKinds(signing)) {
        const answer = trial.answer(await subject.send(right), 'SIG-003');
        trial.judge('SIG-003', about(`${subject.what} signed with ${algorithm}`, accepts(answer)));
        await judgeRefused(trial, subject, right, [wrong, damaged], { requirement: 'SIG-005', status: 401 });
      }
    },
  );

const lastBitFlipped = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
};

for (const { kind, keys } of [
  { kind: 'ec', keys: ['P-256', 'P-384'] },
  { kind: 'rsa', keys: ['RSA-2048'] },
] as const)
  check(
    {
      id: `signatures/alg-is-optional-for-${kind}-keys`,
      title: `A signature of an ${kind.toUpperCase()} key is accepted with the parameter alg and without`,
      requirements: ['SIG-003'],
      needs: { ...needs, issuer: true },
    },
    async (trial) => {
      for (const { algorithm, key } of SUPPORTED.filter((one) => keys.some((own) => own === one.key))) {
        const signing = await clientWithKey(trial, key);
        const { sign } = signing;
        const named = sign({ algorithm, parameters: (usual) => ({ ...usual, alg: algorithm }) });
        const silent = sign({ algorithm, parameters: ({ alg: _left, ...others }) => others });
        const variants = [
          { how: `signed with ${algorithm} and alg`, authenticate: named },
          { how: `signed with ${algorithm} and no alg`, authenticate: silent },
        ];
        for (const subject of bothKinds(signing))
          await judgeAccepted(trial, subject, sign({ algorithm }), variants, {
            requirement: 'SIG-003',
            position: 'G-65',
          });
      }
    },
  );

check(
  {
    id: 'signatures/unsupported-algorithm-does-not-pass',
    title: 'No algorithm that a request names makes a signature pass that its key did not make',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const naming = (alg: string, how: string, signature: (bytes: Buffer) => Uint8Array): Variant => ({
      how: `with alg ${alg} and ${how}`,
      authenticate: changed(sign({ parameters: (usual) => ({ ...usual, alg }) }), field(SIGNATURE, bytesOf(signature))),
    });
    const variants = [
      ...['none', 'hmac-sha256', 'ed25519', 'rsa-pss-sha512', 'ecdsa-p256-sha256', 'x', ''].flatMap((alg) => [
        naming(alg, 'a signature of zeros', (bytes) => Buffer.alloc(bytes.length)),
        naming(alg, 'no bytes', () => Buffer.alloc(0)),
      ]),
      ...hmacWithPublicKey(trial, signing),
    ];
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-005' });
  },
);

/** The key that everybody can have, taken for a shared secret: what a verifier falls for that lets the request choose the algorithm. */
function hmacWithPublicKey(
  trial: Trial,
  { client, sign }: Awaited<ReturnType<typeof signingClient>>,
): readonly Variant[] {
  const { origin } = new URL(trial.session.target.endpoint.url);
  const publicKey = createPublicKey(client.identity.credential.keyPem);
  const secrets = {
    PEM: publicKey.export({ type: 'spki', format: 'pem' }),
    DER: publicKey.export({ type: 'spki', format: 'der' }),
    certificate: client.identity.credential.chainPem,
  };
  return Object.entries(secrets).map(([form, secret]) => ({
    how: `with alg hmac-sha256 and the public key as ${form} for a secret`,
    authenticate: async (request, usual) => {
      const parameters = { created: sign.now(), keyid: client.id, alg: 'hmac-sha256' };
      const signed = await sign({ parameters: () => parameters })(request, usual);
      const covered = ['@method', '@target-uri', ...(request.body ? ['content-digest'] : [])];
      const base = signatureBase(
        { method: request.method, targetUri: origin + request.path, headers: signed.headers },
        covered,
        parameters,
      );
      const mac = createHmac('sha256', secret).update(base, 'latin1').digest();
      return field(
        SIGNATURE,
        bytesOf(() => mac),
      )(signed);
    },
  }));
}

check(
  {
    id: 'signatures/alg-that-contradicts-the-key-is-refused',
    title: 'A signature whose alg is for another kind of key than the certificate has is refused',
    requirements: ['SIG-005'],
    needs: { ...needs, issuer: true },
  },
  async (trial) => {
    const fault = { requirement: 'SIG-005', position: 'G-65' } as const;
    const elliptic = await signingClient(trial);
    const claiming = (alg: string): Variant => ({
      how: `signed with an EC key under the alg ${alg}`,
      authenticate: elliptic.sign({ parameters: (usual) => ({ ...usual, alg }) }),
    });
    for (const subject of bothKinds(elliptic))
      await judgeRefused(
        trial,
        subject,
        elliptic.sign(),
        ['hmac-sha256', 'rsa-pss-sha512', 'none', 'ecdsa'].map(claiming),
        fault,
      );
    const rsa = await clientWithKey(trial, 'RSA-2048');
    const swapped: readonly Variant[] = [
      {
        how: 'signed with rsa-v1_5-sha256 under the alg rsa-pss-sha256',
        authenticate: rsa.sign({
          algorithm: 'rsa-v1_5-sha256',
          parameters: (usual) => ({ ...usual, alg: 'rsa-pss-sha256' }),
        }),
      },
      {
        how: 'signed with rsa-v1_5-sha256, alg rewritten afterwards',
        authenticate: changed(
          rsa.sign({ algorithm: 'rsa-v1_5-sha256' }),
          field(INPUT, (input) => input.replace('rsa-v1_5-sha256', 'rsa-pss-sha256')),
        ),
      },
    ];
    for (const subject of bothKinds(rsa))
      await judgeRefused(trial, subject, rsa.sign({ algorithm: 'rsa-v1_5-sha256' }), swapped, fault);
  },
);
