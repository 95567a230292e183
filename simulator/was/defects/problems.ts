import type { JsonObject } from '../../protocol/json.ts';
import { PROBLEM_NAMESPACE } from '../../protocol/problem-types.ts';
import type { Answer } from '../http/answer.ts';
import { type Defect, defect } from './defect.ts';
import { answering, type Which, withHeader, without } from './exchanges.ts';
import { rewriting } from './problem-changes.ts';

const isError = (_request: unknown, { status }: Answer): boolean => status >= 400;

const ERROR: Which = { when: isError };

const typed =
  (type: string) =>
  (document: JsonObject): JsonObject => ({ ...document, type });

const plain =
  (mediaType: string, body: string) =>
  (answer: Answer): Answer => ({ ...withHeader('Content-Type', mediaType)(answer), body: Buffer.from(body) });

export const PROBLEM_DEFECTS: readonly Defect[] = [
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
    ['ERR-001', 'ERR-002', 'ERR-003', 'ERR-009', 'RTY-003'],
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
    ['ERR-002', 'ERR-006', 'ERR-012'],
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
