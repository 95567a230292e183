import { type ApiRequest, header } from '../../http/api-request.ts';
import { verifies } from '../../pre-draft/authorization/payload-signature.ts';
import type { Defect, Fault } from '../defect.ts';
import { preDraft, ruling } from './ruling.ts';

const SIGNATURE = 'x-payload-signature';

const forgiving = (forgives: (request: ApiRequest, publicKey: string) => boolean): Fault =>
  ruling((rules) => ({
    signatureFault: (request, enrolment) =>
      forgives(request, enrolment.publicKey) ? undefined : rules.signatureFault(request, enrolment),
  }));

const parts = (request: ApiRequest): readonly string[] =>
  Buffer.from(header(request, SIGNATURE) ?? '', 'base64')
    .toString('latin1')
    .split(';');

/** Whether a payload is what its sender has signed. */
export const PAYLOAD_SIGNATURE_DEFECTS: readonly Defect[] = [
  preDraft(
    'payload-signature-ignored',
    ['ONB-004'],
    'payloads are taken whatever their signature',
    forgiving(() => true),
  ),
  preDraft(
    'payload-signature-not-demanded',
    ['ONB-004'],
    'a payload without a signature is taken',
    forgiving((request) => header(request, SIGNATURE) === undefined),
  ),
  preDraft(
    'payload-signature-of-any-key-accepted',
    ['ONB-004'],
    'a payload may be signed with any key, as long as the header names it',
    forgiving((request) => {
      const [key = '', signature = ''] = parts(request);
      try {
        return verifies(key, request.body, Buffer.from(signature, 'base64'));
      } catch {
        return false;
      }
    }),
  ),
  preDraft(
    'payload-signature-of-any-body-accepted',
    ['ONB-004'],
    'a signature has to name the right key and is not compared with the payload',
    forgiving((request, publicKey) => parts(request)[0] === publicKey),
  ),
  preDraft(
    'payload-signature-checked-on-post-only',
    ['ONB-004'],
    'what is sent with PUT need not fit its signature',
    forgiving(({ method }) => method === 'PUT'),
  ),
  preDraft(
    'payload-signature-not-checked-on-status',
    ['ONB-004'],
    'a status need not fit its signature',
    forgiving(({ resource }) => resource === 'status'),
  ),
  preDraft(
    'malformed-payload-signature-accepted',
    ['ONB-004'],
    'a signature that has not the form of one counts as right',
    forgiving((request) => header(request, SIGNATURE) !== undefined && parts(request).length !== 2),
  ),
  preDraft(
    'right-payload-signature-refused',
    ['ONB-004', 'CAP-006', 'STA-003'],
    'a signature that fits is refused where a device reports',
    // Whether onboarding is signed is open (G-83); who is not taken in there breaks another rule.
    ruling((rules) => ({
      signatureFault: (request, enrolment) =>
        request.resource === 'onboarding' ? rules.signatureFault(request, enrolment) : 'the signature is not right',
    })),
  ),
];
