import { PROBLEM } from '../../../protocol/media-types.ts';
import type { Answer } from '../../http/answer.ts';
import { type Defect, type Fault, replacing } from '../defect.ts';
import { answering, withHeader, withJson, without, withStatus } from '../exchanges.ts';
import { rc2 } from './signed-requests.ts';

const refused = (change: (answer: Answer) => Answer): Fault => answering({ status: 401 }, change);

/** Wherever a signature may be wrong: on requests, with its times, on onboarding, of a key that the id does not belong to. */
const WRONGLY_SIGNED = ['SIG-005', 'SIG-004', 'ONB-012', 'ONB-013'] as const;

/** How a client hears that its signature was not accepted (SIG-005), or its certificate not (SIG-006). */
export const REFUSAL_DEFECTS: readonly Defect[] = [
  rc2(
    'signature-refusal-is-403',
    ['SIG-005', 'SIG-004', 'ONB-012'],
    'a wrong signature is answered with 403',
    refused(withStatus(403)),
  ),
  rc2(
    'signature-refusal-is-400',
    ['SIG-005', 'SIG-004', 'ONB-012'],
    'a wrong signature is answered with 400',
    refused(withStatus(400)),
  ),
  rc2('signature-refusal-is-500', WRONGLY_SIGNED, 'a wrong signature is answered with 500', refused(withStatus(500))),
  rc2(
    'signature-refusal-is-200',
    WRONGLY_SIGNED,
    'a wrong signature is answered with 200, and an error in the body',
    refused((answer) => ({ ...answer, status: 200 })),
  ),
  rc2(
    'signature-refusal-is-a-redirect',
    WRONGLY_SIGNED,
    'a wrong signature is answered by the way to a page',
    refused((answer) => withHeader('Location', '/login')({ ...answer, status: 302 })),
  ),
  rc2(
    'refusal-without-message',
    ['SIG-005'],
    'the body of a 401 has no message',
    refused(withJson(without('message'))),
  ),
  rc2('refusal-without-error', ['SIG-005'], 'the body of a 401 has no error', refused(withJson(without('error')))),
  rc2(
    'refusal-without-body',
    ['SIG-005'],
    'a 401 has no body',
    refused(({ status, headers: { Connection = 'close' } }) => ({ status, headers: { Connection } })),
  ),
  rc2(
    'refusal-is-plain-text',
    ['SIG-005'],
    'the body of a 401 is a sentence',
    refused((answer) => ({
      ...withHeader('Content-Type', 'text/plain')(answer),
      body: Buffer.from('Signature invalid'),
    })),
  ),
  rc2(
    'refusal-is-a-problem-document',
    ['SIG-005'],
    'the body of a 401 is one of RFC 9457',
    refused((answer) =>
      withHeader(
        'Content-Type',
        PROBLEM,
      )(withJson(() => ({ type: 'about:blank', title: 'Unauthorized', status: 401 }))(answer)),
    ),
  ),
  rc2(
    'refusal-with-error-object',
    ['SIG-005'],
    'the error of a 401 is an object',
    refused(withJson((document) => ({ ...document, error: { code: 401 } }))),
  ),
  rc2(
    'digest-refusal-is-401',
    ['SIG-006'],
    'a body that is not the one of its digest is answered with 401',
    digestRefusal(401),
  ),
  rc2(
    'digest-refusal-is-422',
    ['SIG-006'],
    'a body that is not the one of its digest is answered with 422',
    digestRefusal(422),
  ),
  rc2(
    'retired-client-is-401',
    ['SIG-006'],
    'a client that is no longer accepted gets 401',
    answering({ status: 403, when: ({ resource }) => resource !== 'onboarding' }, withStatus(401)),
  ),
  rc2(
    'retired-client-is-404',
    ['SIG-006'],
    'a client that is no longer accepted gets 404',
    answering({ status: 403, when: ({ resource }) => resource !== 'onboarding' }, withStatus(404)),
  ),
];

function digestRefusal(status: number): Fault {
  return replacing((behaviour) => ({
    problem: (problem) =>
      behaviour.problem(problem.detail.startsWith('Content-Digest') ? { ...problem, reason: status } : problem),
  }));
}
