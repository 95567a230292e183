import type { SignatureAlgorithm } from '../../../http-signatures/algorithms.ts';
import { readSignatures } from '../../../http-signatures/read-signatures.ts';
import { type Defect, type Fault, replacing } from '../defect.ts';
import { disliking, inputOf, judging, rc2 } from './signed-requests.ts';

const LABEL = /(?:^|,)\s*([a-z*][a-z0-9_\-.*]*)=\(/g;
const REQUIRED: readonly string[] = ['@method', '@target-uri', 'content-digest'];

const labels = (input: string): readonly string[] => Array.from(input.matchAll(LABEL), ([, label = '']) => label);
const lists = (input: string): readonly string[] => Array.from(input.matchAll(/\(([^)]*)\)/g), ([, list = '']) => list);
const names = (list: string): readonly string[] => Array.from(list.matchAll(/"([^"]*)"/g), ([, name = '']) => name);
const parameters = (input: string): readonly string[] =>
  Array.from(
    input
      .replaceAll(/"[^"]*"/g, '""')
      .replaceAll(/\([^)]*\)/g, '')
      .matchAll(/;\s*([a-z*][a-z0-9_\-.*]*)/g),
  ).map(([, name = '']) => name);

const unsupported = (algorithm: SignatureAlgorithm): Fault =>
  judging(({ algorithms }) => ({ algorithms: algorithms.filter((known) => known !== algorithm) }));

const isInOrder = (list: string): boolean => {
  const found = names(list).filter((name) => REQUIRED.includes(name));
  return found.join() === REQUIRED.filter((name) => found.includes(name)).join();
};

/** Answers 500 where a field is not what structured fields allow. */
const stumbling: Fault = replacing((behaviour) => ({
  signatureFault: (request, key, policy) => {
    const read = readSignatures(request.fields);
    if (!read.ok && read.reason.startsWith('malformed')) throw new TypeError('the field cannot be parsed');
    return behaviour.signatureFault(request, key, policy);
  },
}));

/** What is legal in a signature, and refused. */
export const SIGNATURE_FORM_DEFECTS: readonly Defect[] = [
  rc2('p384-signature-refused', ['SIG-003'], 'ecdsa-p384-sha384 is not supported', unsupported('ecdsa-p384-sha384')),
  rc2('rsa-v1-5-signature-refused', ['SIG-003'], 'rsa-v1_5-sha256 is not supported', unsupported('rsa-v1_5-sha256')),
  rc2('rsa-pss-signature-refused', ['SIG-003'], 'rsa-pss-sha256 is not supported', unsupported('rsa-pss-sha256')),
  rc2(
    'rsa-signature-has-to-name-its-algorithm',
    ['SIG-003'],
    'a signature of an RSA key that does not say which algorithm made it is refused',
    judging(({ verify }) => ({
      verify: (request, received, key, algorithm) =>
        algorithm.startsWith('rsa') && received.parameters.alg === undefined
          ? { ok: false, reason: 'wrong-signature', detail: 'it has no alg' }
          : verify(request, received, key, algorithm),
    })),
  ),
  rc2(
    'rsa-signature-refused-on-reads',
    ['SIG-003'],
    'signatures of RSA keys are verified only where there is a body',
    judging(({ algorithms }, { body }) =>
      body.length > 0 ? {} : { algorithms: algorithms.filter((known) => !known.startsWith('rsa')) },
    ),
  ),
  rc2(
    'contradicting-alg-accepted',
    ['SIG-005'],
    'an alg that is not that of the key is passed over',
    judging(({ verify }) => ({
      verify: (request, { parameters: { alg: _alg, ...others }, ...received }, ...by) =>
        verify(request, { ...received, parameters: others }, ...by),
    })),
  ),
  rc2(
    'alg-parameter-refused',
    ['SIG-005', 'SIG-003'],
    'a signature that names its algorithm is refused',
    disliking((input) => parameters(input).includes('alg')),
  ),
  rc2(
    'label-has-to-be-sig1',
    ['SIG-005'],
    'a signature of another label than sig1 is refused',
    disliking((input) => !labels(input).includes('sig1')),
  ),
  rc2(
    'further-parameters-refused',
    ['SIG-005'],
    'a signature with expires, nonce or tag is refused',
    disliking((input) => parameters(input).some((name) => ['expires', 'nonce', 'tag'].includes(name))),
  ),
  rc2(
    'unknown-parameters-refused',
    ['SIG-005'],
    'a signature with a parameter that RFC 9421 does not list is refused',
    disliking((input) =>
      parameters(input).some((name) => !['created', 'expires', 'nonce', 'alg', 'keyid', 'tag'].includes(name)),
    ),
  ),
  rc2(
    'parameter-order-demanded',
    ['SIG-005'],
    'a signature whose created does not come first is refused',
    disliking((input) => parameters(input).length > 0 && parameters(input)[0] !== 'created'),
  ),
  rc2(
    'second-signature-refused',
    ['SIG-005'],
    'a request with two signatures is refused',
    disliking((input) => labels(input).length > 1),
  ),
  rc2(
    'only-first-signature-judged',
    ['SIG-005'],
    "where the client's signature is not the first, the request is refused",
    replacing((behaviour) => ({
      signatureFault: (request, key, policy) => {
        const [first] = labels(inputOf(request));
        return behaviour.signatureFault(request, key, {
          ...policy,
          verify: (signable, received, ...by) =>
            received.label === first
              ? policy.verify(signable, received, ...by)
              : { ok: false, reason: 'wrong-signature', detail: 'it is not the first' },
        });
      },
    })),
  ),
  rc2(
    'every-signature-has-to-verify',
    ['SIG-005'],
    "where a signature beside the client's does not verify, the request is refused",
    replacing((behaviour) => ({
      signatureFault: (request, key, policy) => {
        const verified = new Set<string>();
        const fault = behaviour.signatureFault(request, key, {
          ...policy,
          verify: (signable, received, ...by) => {
            const verdict = policy.verify(signable, received, ...by);
            if (verdict.ok) verified.add(received.label);
            return verdict;
          },
        });
        const left = labels(inputOf(request)).some((label) => !verified.has(label));
        return fault ?? (left ? 'not every signature verifies' : undefined);
      },
    })),
  ),
  rc2(
    'further-components-refused',
    ['SIG-005'],
    'a signature that covers more than has to be covered is refused',
    disliking((input) => lists(input).some((list) => names(list).some((name) => !REQUIRED.includes(name)))),
  ),
  rc2(
    'component-order-demanded',
    ['SIG-005'],
    'a signature whose components come in another order is refused',
    disliking((input) => !lists(input).every(isInOrder)),
  ),
  rc2(
    'white-space-in-signature-refused',
    ['SIG-005'],
    'white space that structured fields allow makes a signature unreadable',
    disliking((input) => /\( | {2}| \)|; | ,/.test(input)),
  ),
  rc2(
    'signature-in-several-lines-refused',
    ['SIG-005'],
    'signatures in several field lines are refused',
    disliking((_input, { fields }) => fields.filter(([name]) => name.toLowerCase() === 'signature-input').length > 1),
  ),
  rc2(
    'keyid-not-demanded',
    ['SIG-005'],
    'a signature without keyid is accepted',
    judging(({ parameters: demanded }) => ({ parameters: demanded.filter((name) => name !== 'keyid') })),
  ),
  rc2(
    'keyid-has-to-be-client-id',
    ['SIG-005'],
    'a signature whose keyid is not the id in the path is refused',
    disliking((input, { params: { clientId } }) => clientId !== undefined && !input.includes(`keyid="${clientId}"`)),
  ),
  rc2(
    'malformed-signature-is-500',
    ['SIG-005'],
    'a Signature-Input that cannot be read is answered with 500',
    stumbling,
  ),
];
