import { judgeContentDigest } from '../../../http-signatures/content-digest.ts';
import { type ApiRequest, header } from '../../http/api-request.ts';
import { type Defect, type Fault, replacing } from '../defect.ts';
import { rc2 } from './signed-requests.ts';

const digestOf = (request: ApiRequest): string | undefined => header(request, 'content-digest');

const forgiving = (forgives: (request: ApiRequest, verdict: ReturnType<typeof judgeContentDigest>) => boolean): Fault =>
  replacing((behaviour) => ({
    digestFault: (request) => {
      const fault = behaviour.digestFault(request);
      if (fault === undefined) return undefined;
      return forgives(request, judgeContentDigest(digestOf(request), request.body)) ? undefined : fault;
    },
  }));

/** Answers 500 for what structured fields do not allow. */
const stumbling = (stumbles: (request: ApiRequest) => boolean): Fault =>
  replacing((behaviour) => ({
    digestFault: (request) => {
      if (stumbles(request)) throw new TypeError('the field cannot be parsed');
      return behaviour.digestFault(request);
    },
  }));

const COVERED_DIGEST = /"content-digest"/;

/** Whether a body is the one that was signed. */
export const BODY_DIGEST_DEFECTS: readonly Defect[] = [
  rc2(
    'body-digest-not-compared',
    ['SIG-006'],
    'a Content-Digest has to be there, of whatever body',
    forgiving((_request, verdict) => verdict === 'differs'),
  ),
  rc2(
    'body-digest-not-compared-on-status',
    ['SIG-006'],
    'the body of a status need not be the one that was digested',
    forgiving(({ resource }, verdict) => resource === 'status' && verdict === 'differs'),
  ),
  rc2(
    'body-digest-not-compared-on-onboarding',
    ['SIG-006', 'ONB-012'],
    'the body of an onboarding request need not be the one that was digested',
    forgiving(({ resource }, verdict) => resource === 'onboarding' && verdict === 'differs'),
  ),
  rc2(
    'body-digest-compared-by-length',
    ['SIG-006'],
    'any 32 bytes pass as the SHA-256 of a body',
    forgiving(
      (request, verdict) => verdict === 'differs' && /sha-256=:[A-Za-z0-9+/]{43}=:/.test(digestOf(request) ?? ''),
    ),
  ),
  rc2(
    'body-digest-not-demanded',
    ['SIG-006'],
    'a body without Content-Digest is accepted, its digest need not be covered then',
    (behaviour) => ({
      ...forgiving((_request, verdict) => verdict === 'missing')(behaviour),
      signaturePolicy: (policy, request) => {
        const before = behaviour.signaturePolicy(policy, request);
        return digestOf(request) === undefined
          ? { ...before, components: before.components.filter((name) => name !== 'content-digest') }
          : before;
      },
    }),
  ),
  rc2(
    'malformed-body-digest-accepted',
    ['SIG-006'],
    'a Content-Digest that is no dictionary of byte sequences counts as right',
    forgiving((_request, verdict) => verdict === 'malformed'),
  ),
  rc2(
    'unknown-digest-algorithm-accepted',
    ['SIG-006'],
    'a Content-Digest without any algorithm that is known counts as right',
    forgiving((_request, verdict) => verdict === 'no-known-algorithm'),
  ),
  rc2(
    'stronger-digest-beside-ends-comparison',
    ['SIG-006'],
    'where a SHA-512 stands beside it, the SHA-256 of a body is not compared',
    forgiving((request, verdict) => verdict === 'differs' && /sha-512=/.test(digestOf(request) ?? '')),
  ),
  rc2(
    'stronger-digest-beside-refused',
    ['SIG-006'],
    'a Content-Digest with a SHA-512 beside the SHA-256 is refused',
    replacing((behaviour) => ({
      digestFault: (request) =>
        /,/.test(digestOf(request) ?? '') ? 'Content-Digest has several members' : behaviour.digestFault(request),
    })),
  ),
  rc2(
    'malformed-body-digest-is-500',
    ['SIG-006'],
    'a Content-Digest that is no structured field is answered with 500',
    stumbling((request) => judgeContentDigest(digestOf(request), request.body) === 'malformed'),
  ),
  rc2(
    'body-digest-of-first-line-only',
    ['SIG-006'],
    'of a Content-Digest in several lines only the first is read',
    replacing((behaviour) => ({
      digestFault: (request) => {
        const [, first] = request.fields.find(([name]) => name.toLowerCase() === 'content-digest') ?? [];
        if (first === undefined) return behaviour.digestFault(request);
        return behaviour.digestFault({ ...request, headers: { ...request.headers, 'content-digest': first } });
      },
    })),
  ),
  rc2(
    'body-digest-checked-only-where-covered',
    ['SIG-006'],
    'a Content-Digest is compared only where the signature covers it, which it need not',
    (behaviour) => ({
      ...forgiving((request) => !COVERED_DIGEST.test(header(request, 'signature-input') ?? ''))(behaviour),
      signaturePolicy: (policy, request) => {
        const before = behaviour.signaturePolicy(policy, request);
        return { ...before, components: before.components.filter((name) => name !== 'content-digest') };
      },
    }),
  ),
];
