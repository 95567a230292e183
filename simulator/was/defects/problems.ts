import type { JsonObject } from '../../protocol/json.ts';
import { PROBLEM_NAMESPACE } from '../../protocol/problem-types.ts';
import type { Answer } from '../http/answer.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';
import { answering, resourceOf, type Which, withHeader, withJson, without } from './exchanges.ts';

const isError = (_request: unknown, { status }: Answer): boolean => status >= 400;
const ERROR: Which = { when: isError };
const rewriting = (which: Which, change: (document: JsonObject) => JsonObject): Fault =>
  answering(which, withJson(change));
const typed =
  (type: string) =>
  (document: JsonObject): JsonObject => ({ ...document, type });
const plain =
  (mediaType: string, body: string) =>
  (answer: Answer): Answer => ({ ...withHeader('Content-Type', mediaType)(answer), body: Buffer.from(body) });

const DOCUMENTS: readonly Defect[] = [
  defect(
    'problems-are-plain-json',
    ['ERR-001'],
    'errors are served as application/json',
    answering(ERROR, withHeader('Content-Type', 'application/json')),
  ),
  defect(
    'problems-are-html',
    ['ERR-001'],
    'errors are pages of HTML',
    answering(ERROR, plain('text/html', '<h1>Error</h1>')),
  ),
  defect(
    'problems-are-empty',
    ['ERR-001'],
    'errors have no body',
    answering(ERROR, ({ status }) => ({ status, headers: {} })),
  ),
  defect(
    'problems-of-earlier-revision',
    ['ERR-001', 'ERR-003'],
    'errors have the members error and message',
    rewriting(ERROR, ({ title, detail }) => ({ error: title ?? '', message: detail ?? '' })),
  ),
  defect(
    'unknown-paths-are-html',
    ['ERR-001'],
    'an unknown path gets a page of HTML',
    answering({ resource: 'unknown', status: 404 }, plain('text/html', '<h1>404</h1>')),
  ),
  defect(
    'wrong-method-is-empty',
    ['ERR-001'],
    '405 has no body',
    answering({ status: 405 }, ({ status }) => ({ status, headers: {} })),
  ),
  defect('problem-without-type', ['ERR-003', 'ERR-002'], 'problems have no type', rewriting(ERROR, without('type'))),
  defect('problem-without-title', ['ERR-003'], 'problems have no title', rewriting(ERROR, without('title'))),
  defect('problem-without-status', ['ERR-003'], 'problems have no member status', rewriting(ERROR, without('status'))),
  defect(
    'problem-status-is-text',
    ['ERR-001', 'ERR-010'],
    'the member status is a text',
    rewriting(ERROR, (document) => ({ ...document, status: String(document['status']) })),
  ),
  defect(
    'problem-status-differs',
    ['ERR-010'],
    'the member status is not that of the response',
    rewriting(ERROR, (document) => ({ ...document, status: 500 })),
  ),
  defect(
    'blank-instead-of-registered',
    ['ERR-002'],
    'every problem is about:blank',
    rewriting(ERROR, typed('about:blank')),
  ),
  defect(
    'blank-for-unprocessable',
    ['ERR-002'],
    'a semantic error is about:blank',
    rewriting({ status: 422 }, typed('about:blank')),
  ),
  defect(
    'blank-for-malformed',
    ['ERR-002'],
    'a malformed request is about:blank',
    rewriting({ status: 400 }, typed('about:blank')),
  ),
  defect('blank-for-denial', ['ERR-002'], 'a denial is about:blank', rewriting({ status: 403 }, typed('about:blank'))),
  defect(
    'blank-for-not-acceptable',
    ['ERR-002'],
    'an unacceptable media type is about:blank',
    rewriting({ status: 406 }, typed('about:blank')),
  ),
  defect(
    'gateway-not-found-is-device-not-found',
    ['ERR-002', 'GWY-004'],
    'a missing gateway is reported as a missing device',
    rewriting({ resource: 'capabilities', method: 'PUT', status: 404 }, typed(`${PROBLEM_NAMESPACE}#device-not-found`)),
  ),
  defect(
    'device-not-found-is-blank',
    ['ERR-002', 'CAP-007'],
    'a missing device is about:blank',
    rewriting({ resource: 'capabilities', method: 'DELETE', status: 404 }, typed('about:blank')),
  ),
  defect(
    'unknown-bundle-is-deployment-not-found',
    ['ERR-002'],
    'an unknown bundle is reported as an unknown deployment',
    rewriting({ resource: 'bundle', status: 404 }, typed(`${PROBLEM_NAMESPACE}#deployment-not-found`)),
  ),
  defect(
    'unknown-deployment-is-invalid-bundle',
    ['ERR-002'],
    'an unknown deployment is reported as an unknown bundle',
    rewriting({ resource: 'deployment', status: 404 }, typed(`${PROBLEM_NAMESPACE}#invalid-bundle`)),
  ),
  defect(
    'types-capitalised',
    ['ERR-002', 'ERR-012'],
    'the registered types are spelt in another case',
    rewriting(ERROR, (document) => ({
      ...document,
      type: String(document['type']).replace(/#(.)/, (_all, first: string) => `#${first.toUpperCase()}`),
    })),
  ),
  defect(
    'vendor-type-in-margo-namespace',
    ['ERR-006', 'ERR-007'],
    'an unknown path has an unregistered type in the Margo namespace',
    rewriting({ resource: 'unknown', status: 404 }, typed(`${PROBLEM_NAMESPACE}#resource-not-found`)),
  ),
  defect(
    'method-type-in-margo-namespace',
    ['ERR-006', 'ERR-007'],
    'a wrong method has an unregistered type in the Margo namespace',
    rewriting({ status: 405 }, typed(`${PROBLEM_NAMESPACE}#method-not-allowed`)),
  ),
  defect(
    'registered-type-for-other-status',
    ['ERR-002', 'ERR-007', 'ERR-012'],
    'an unknown path is called an invalid request',
    rewriting({ resource: 'unknown', status: 404 }, typed(`${PROBLEM_NAMESPACE}#invalid-request`)),
  ),
  defect(
    'semantic-error-without-errors',
    ['ERR-009'],
    '422 does not say what is wrong',
    rewriting({ status: 422 }, without('errors')),
  ),
  defect(
    'semantic-errors-are-texts',
    ['ERR-009', 'ERR-003'],
    'the errors of 422 are a list of texts',
    rewriting({ status: 422 }, (document) => ({ ...document, errors: ['invalid'] })),
  ),
];

const statusError = { status: [400, 403, 404, 405, 406, 413, 422] } as const;

/** More requests of one client than this within the time are refused, to show what the refusal looks like. */
const BURST = 24;
const BURST_MS = 250;

const limitingBursts = (refusal: (answer: Answer) => Answer, status: 429 | 503): Fault =>
  replacing((behaviour) => {
    const recent = new Map<string, number[]>();
    return {
      exchange: async (request, next) => {
        const now = Date.now();
        const times = (recent.get(request.peer.spiffeId) ?? []).filter((time) => now - time < BURST_MS);
        recent.set(request.peer.spiffeId, [...times, now]);
        if (times.length < BURST) return behaviour.exchange(request, next);
        return refusal(behaviour.problem({ reason: status, detail: 'Too many requests at once' }));
      },
    };
  });

const failingOn = (bad: (body: string) => boolean, refusal: (answer: Answer) => Answer): Fault =>
  replacing((behaviour) => ({
    exchange: async (request, next) =>
      resourceOf(request) === 'capabilities' && bad(request.body.toString())
        ? refusal(behaviour.problem({ reason: 500, detail: 'The request could not be processed' }))
        : behaviour.exchange(request, next),
  }));

const deeplyNested = (body: string): boolean =>
  body.includes('[[[[[[[[[[') || body.includes('{"a":{"a":{"a":{"a":{"a":');
const asIs = (answer: Answer): Answer => answer;

const RETRY: readonly Defect[] = [
  defect(
    'errors-retryable',
    ['RTY-003'],
    'errors that stay are called retryable',
    rewriting(statusError, (document) => ({ ...document, retryable: true })),
  ),
  defect(
    'not-found-retryable',
    ['RTY-003'],
    '404 is called retryable',
    rewriting({ status: 404 }, (document) => ({ ...document, retryable: true })),
  ),
  defect(
    'errors-with-backoff',
    ['RTY-003'],
    'errors that stay ask for exponential backoff',
    rewriting(statusError, (document) => ({ ...document, backoffStrategy: 'exponential' })),
  ),
  defect(
    'retry-members-missing',
    ['RTY-003'],
    'errors do not say whether a retry helps',
    rewriting(statusError, without('retryable', 'backoffStrategy')),
  ),
  defect(
    'semantic-error-retryable',
    ['RTY-003'],
    '422 is called retryable',
    rewriting({ status: 422 }, (document) => ({ ...document, retryable: true, backoffStrategy: 'fixed' })),
  ),
  defect(
    'backoff-strategy-invented',
    ['RTY-003', 'ERR-003'],
    'the backoff strategy is no value of the enumeration',
    rewriting(statusError, (document) => ({ ...document, backoffStrategy: 'never' })),
  ),
  defect(
    'rate-limit-without-retry-after',
    ['RTY-001'],
    'bursts are refused with 429 without Retry-After',
    limitingBursts(withHeader('Retry-After', undefined), 429),
  ),
  defect(
    'rate-limit-not-retryable',
    ['RTY-001'],
    'bursts are refused with 429 that is not retryable',
    limitingBursts(
      withJson((document) => ({ ...document, retryable: false, backoffStrategy: 'none' })),
      429,
    ),
  ),
  defect(
    'rate-limit-with-fixed-backoff',
    ['RTY-001'],
    'bursts are refused with 429 and fixed backoff',
    limitingBursts(
      withJson((document) => ({ ...document, backoffStrategy: 'fixed' })),
      429,
    ),
  ),
  defect(
    'overload-without-retry-after',
    ['RTY-001'],
    'bursts are refused with 503 without Retry-After',
    limitingBursts(withHeader('Retry-After', undefined), 503),
  ),
  defect(
    'overload-not-retryable',
    ['RTY-001'],
    'bursts are refused with 503 that is not retryable',
    limitingBursts(
      withJson((document) => ({ ...document, retryable: false })),
      503,
    ),
  ),
  defect(
    'internal-error-not-retryable',
    ['RTY-002', 'CAP-006'],
    'deeply nested bodies get a 500 that is not retryable',
    failingOn(
      deeplyNested,
      withJson((document) => ({ ...document, retryable: false, backoffStrategy: 'none' })),
    ),
  ),
  defect(
    'internal-error-without-retry-after',
    ['RTY-002', 'CAP-006'],
    'deeply nested bodies get a 500 without Retry-After',
    failingOn(deeplyNested, withHeader('Retry-After', undefined)),
  ),
  defect(
    'empty-body-is-500',
    ['CAP-006', 'STA-003'],
    'an empty body gets 500',
    failingOn((body) => body === '', asIs),
  ),
];

/** Answers with the version of the protocol that came before. */
const http10: Fault = replacing((behaviour) => ({
  deliver: (response, answer) => {
    if (answer.status !== 200) return behaviour.deliver(response, answer);
    const headers = Object.entries({
      ...answer.headers,
      'Content-Length': String(answer.body?.length ?? 0),
      Connection: 'close',
    });
    response.socket?.write(
      `HTTP/1.0 200 OK\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    );
    response.socket?.end(answer.body ?? '');
  },
}));

const REACH: readonly Defect[] = [
  defect('answers-in-http-1-0', ['GEN-004'], 'answers are in HTTP/1.0', http10),
  defect(
    'capabilities-not-served',
    ['GEN-001', 'CAP-006'],
    'the resource for capabilities is missing',
    answering({ resource: 'capabilities' }, () => ({ status: 501, headers: {} })),
  ),
  defect(
    'bundles-not-served',
    ['GEN-001', 'DSA-005', 'DSM-012'],
    'the resource for bundles is missing',
    answering({ resource: 'bundle' }, () => ({ status: 501, headers: {} })),
  ),
  defect(
    'status-not-served',
    ['GEN-001', 'STA-003'],
    'the resource for statuses is missing',
    answering({ resource: 'status' }, () => ({ status: 501, headers: {} })),
  ),
];

export const PROBLEM_DEFECTS: readonly Defect[] = [...DOCUMENTS, ...RETRY, ...REACH];
