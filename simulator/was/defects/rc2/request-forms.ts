import { hash } from 'node:crypto';
import { isJsonObject, parseJsonBytes, stringifyJson } from '../../../protocol/json.ts';
import { DEVICE_API_VERSION, ONBOARDING_KIND } from '../../../protocol/rc2/words.ts';
import { type ApiRequest, header } from '../../http/api-request.ts';
import { type Defect, perInstance, replacing } from '../defect.ts';
import { disliking, isOnboarding, judging, rc2 } from './signed-requests.ts';

const KILOBYTES_64 = 64 * 1024;

/** The digest that the body would have if its JSON were written without blanks. */
function rewrittenDigest({ body }: ApiRequest): string | undefined {
  try {
    return hash('sha256', stringifyJson(parseJsonBytes(body)), 'base64');
  } catch {
    return undefined;
  }
}

const isSigned = ({ fields }: ApiRequest): boolean => fields.some(([name]) => name.toLowerCase() === 'signature');

/** What a WFM makes of a request before and beside its signature: bytes, spellings, repetitions. */
export const REQUEST_FORM_DEFECTS: readonly Defect[] = [
  rc2(
    'body-digest-of-rewritten-json',
    ['SIG-006', 'DIG-002'],
    'the digest of a body is taken when its JSON has been written anew',
    replacing((behaviour) => ({
      digestFault: (request) => {
        const rewritten = rewrittenDigest(request);
        const differs = rewritten !== undefined && !(header(request, 'content-digest') ?? '').includes(rewritten);
        return differs ? 'Content-Digest is not that of the body' : behaviour.digestFault(request);
      },
    })),
  ),
  rc2(
    'large-body-taken-for-forged',
    ['SIG-005'],
    'of a body only the first 64 KiB are read, so that no signature of more verifies',
    disliking((_input, { body }) => body.length > KILOBYTES_64),
  ),
  rc2(
    'field-names-compared-by-case',
    ['SIG-005'],
    'the fields of a signature are found under their printed names only',
    disliking((_input, request) => isSigned(request) && !request.fields.some(([name]) => name === 'Signature')),
  ),
  rc2(
    'query-written-anew',
    ['SIG-005'],
    'the query is decoded and written anew before it is verified',
    judging(({ targetUri }) => {
      const [path = '', ...query] = targetUri.split('?');
      return query.length === 0 ? {} : { targetUri: `${path}?${new URLSearchParams(query.join('?'))}` };
    }),
  ),
  rc2(
    'signature-window-of-a-second',
    ['SIG-004'],
    'a signature is too old after one second',
    judging(() => ({ maxAgeSeconds: 1 })),
  ),
  rc2(
    'repeated-signature-is-500',
    ['SIG-004'],
    'a signature that was seen before is answered with 500',
    perInstance(() => {
      const seen = new Set<string>();
      return replacing((behaviour) => ({
        signatureFault: (request, ...by) => {
          const signature = header(request, 'signature') ?? '';
          if (signature !== '' && seen.has(signature)) throw new TypeError('the signature is there already');
          seen.add(signature);
          return behaviour.signatureFault(request, ...by);
        },
      }));
    }),
  ),
  rc2(
    'onboarding-envelope-not-looked-at',
    ['ONB-012'],
    'an onboarding request may be of any kind',
    replacing((behaviour) => ({
      parseDocument: (body) => {
        const document = behaviour.parseDocument(body);
        return isJsonObject(document) && typeof document['certificate'] === 'string'
          ? { ...document, apiVersion: DEVICE_API_VERSION, kind: ONBOARDING_KIND }
          : document;
      },
    })),
  ),
  rc2(
    'trust-ends-with-the-first-refusal',
    ['SIG-005'],
    'after a signature that is wrong in its fields, the client is locked out',
    perInstance(() => {
      const locked = new Set<string>();
      return replacing((behaviour) => ({
        signatureFault: (request, ...by) => {
          const { clientId = '' } = request.params;
          if (!isOnboarding(request) && (header(request, 'signature-input') ?? '').length > KILOBYTES_64 / 16)
            locked.add(clientId);
          return locked.has(clientId) ? 'the client is locked out' : behaviour.signatureFault(request, ...by);
        },
      }));
    }),
  ),
];
