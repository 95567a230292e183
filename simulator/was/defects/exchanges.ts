import { isJsonObject, type JsonObject, parseJsonBytes, stringifyJson } from '../../protocol/json.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest, ResourceName } from '../http/api-request.ts';
import { type Fault, replacing } from './defect.ts';

export const resourceOf = ({ resource }: ApiRequest): ResourceName => resource;

/** Which answers a fault is about; what is left out does not matter. */
export interface Which {
  readonly resource?: ResourceName | readonly ResourceName[];
  readonly method?: string;
  readonly status?: number | readonly number[];
  readonly when?: (request: ApiRequest, answer: Answer) => boolean;
}

const includes = <Value>(wanted: Value | readonly Value[] | undefined, value: Value): boolean =>
  wanted === undefined || (Array.isArray(wanted) ? wanted.includes(value) : wanted === value);

const concerns = (which: Which, request: ApiRequest, answer: Answer): boolean =>
  includes(which.resource, resourceOf(request)) &&
  includes(which.method, request.method) &&
  includes(which.status, answer.status) &&
  (which.when?.(request, answer) ?? true);

/** Changes the answers that are meant, after they were made. */
export const answering = (which: Which, change: (answer: Answer, request: ApiRequest) => Answer): Fault =>
  replacing((behaviour) => ({
    exchange: async (request, next) => {
      const answer = await behaviour.exchange(request, next);
      return concerns(which, request, answer) ? change(answer, request) : answer;
    },
  }));

/** Changes requests before they are processed. */
export const requesting = (change: (request: ApiRequest) => ApiRequest): Fault =>
  replacing((behaviour) => ({ exchange: (request, next) => behaviour.exchange(change(request), next) }));

/** Another status, which the problem document repeats. */
export const withStatus =
  (status: number) =>
  (answer: Answer): Answer =>
    status >= 400 && answer.status >= 400
      ? { ...withJson((document) => ({ ...document, status }))(answer), status }
      : { ...answer, status };

/** Sets a header, or takes it away. */
export const withHeader =
  (name: string, value: string | undefined) =>
  (answer: Answer): Answer => {
    const others = Object.entries(answer.headers).filter(([known]) => known.toLowerCase() !== name.toLowerCase());
    return { ...answer, headers: { ...Object.fromEntries(others), ...(value === undefined ? {} : { [name]: value }) } };
  };

/** Changes the members of a JSON body. */
export const withJson =
  (change: (document: JsonObject) => JsonObject) =>
  (answer: Answer): Answer => {
    const document = answer.body && parseJsonBytes(answer.body);
    return isJsonObject(document) ? { ...answer, body: Buffer.from(stringifyJson(change(document))) } : answer;
  };

export const without =
  (...names: readonly string[]) =>
  (document: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));
