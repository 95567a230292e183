import type { CheckResult, RecordedExchange, Results } from '../model.ts';
import { contentOf, headersOf, postDataOf, queryOf } from './parts.ts';

/**
 * HAR 1.2 of every recorded exchange; opens in the network view of a browser. A check is a page,
 * so that a reader can fold them. Custom members start with `_`, as the format asks.
 */
export function renderHar(results: Results): string {
  const checks = results.checks.filter((check) => check.exchanges.length > 0);
  const log = {
    version: '1.2',
    creator: { name: 'waspect', version: results.run.tool },
    comment: `${results.run.target.name}, revision ${results.run.revision}, seed ${results.run.seed}`,
    pages: checks.map(pageOf),
    entries: checks.flatMap((check) => check.exchanges.map((exchange) => entryOf(check, exchange))),
  };
  return `${JSON.stringify({ log }, null, 1)}\n`;
}

function pageOf(check: CheckResult): object {
  return {
    startedDateTime: check.exchanges[0]?.started ?? '',
    id: check.id,
    title: `${check.id} (${check.verdict})`,
    pageTimings: {},
  };
}

function entryOf(check: CheckResult, exchange: RecordedExchange): object {
  return {
    pageref: check.id,
    startedDateTime: exchange.started,
    time: exchange.durationMs,
    request: requestOf(exchange),
    response: responseOf(exchange),
    cache: {},
    // The recorder measures the whole exchange, and `wait` is where a reader looks for it.
    timings: { send: 0, wait: exchange.durationMs, receive: 0 },
    comment: check.id,
    _check: check.id,
    _actor: exchange.actor,
    _id: exchange.id,
  };
}

function requestOf({ request, response }: RecordedExchange): object {
  return {
    method: request.method,
    url: request.url,
    httpVersion: response?.httpVersion ?? 'HTTP/1.1',
    cookies: [],
    headers: headersOf(request.headers),
    queryString: queryOf(request.url),
    ...(request.body === null ? {} : { postData: postDataOf(request.body, request.headers) }),
    headersSize: -1,
    bodySize: request.body?.bytes ?? 0,
  };
}

/** The format demands a response; browsers write status 0 where none came, and the reason in `_error`. */
function responseOf({ response, failure }: RecordedExchange): object {
  return {
    status: response?.status ?? 0,
    statusText: response?.statusText ?? '',
    httpVersion: response?.httpVersion ?? '',
    cookies: [],
    headers: headersOf(response?.headers ?? []),
    content: contentOf(response?.body ?? null, response?.headers ?? []),
    redirectURL: headersOf(response?.headers ?? []).find(({ name }) => name.toLowerCase() === 'location')?.value ?? '',
    headersSize: -1,
    bodySize: response === null ? -1 : (response.body?.bytes ?? 0),
    ...(failure === null ? {} : { _error: `${failure.code}: ${failure.message}` }),
  };
}
