import type { RecordedBody, RecordedExchange } from '../../../reports/model.ts';
import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import { type JsonValue, stringifyJson } from '../../../simulator/protocol/json.ts';
import type { ControlCall } from '../control/operator.ts';
import { messageOf } from '../failure.ts';
import { withoutSecretHeaders, withoutSecrets } from './secrets.ts';
import type { Entry } from './transcript.ts';

/** How much of a transcript is kept: all that helps where a check did not pass, a sample where it did. */
export interface RecordLimits {
  readonly exchanges: number;
  /** Of one body. */
  readonly bodyBytes: number;
  /** Of all bodies together; the last exchanges, which decided, have the first claim. */
  readonly totalBytes: number;
}

export const FAILURE_LIMITS: RecordLimits = { exchanges: 60, bodyBytes: 64 * 1024, totalBytes: 512 * 1024 };
export const SAMPLE_LIMITS: RecordLimits = { exchanges: 4, bodyBytes: 2 * 1024, totalBytes: 8 * 1024 };

/** The last exchanges of a transcript as results hold them; secrets are taken out. */
export function recordEntries(entries: readonly Entry[], limits: RecordLimits): readonly RecordedExchange[] {
  const kept = entries.slice(-limits.exchanges);
  const recorded: RecordedExchange[] = [];
  let left = limits.totalBytes;
  for (const [index, entry] of [...kept.entries()].reverse()) {
    const bodyBytes = Math.max(0, Math.min(limits.bodyBytes, left));
    const exchange =
      entry.kind === 'exchange'
        ? recordEntry(entry, index + 1, bodyBytes)
        : recordCall(entry.call, index + 1, bodyBytes);
    left -= sizeOf(exchange.request.body) + sizeOf(exchange.response?.body ?? null);
    recorded.unshift(exchange);
  }
  return recorded;
}

const sizeOf = (body: RecordedBody | null): number => body?.data.length ?? 0;

type ExchangeEntry = Extract<Entry, { kind: 'exchange' }>;

/** One exchange by itself, as results hold it; secrets are taken out. */
export function recordExchange(exchange: Exchange): RecordedExchange {
  const { request, outcome } = exchange;
  const requestBytes = request.body?.length ?? 0;
  const responseBytes = outcome.kind === 'response' ? outcome.response.body.length : 0;
  return recordEntry({ kind: 'exchange', exchange, requestBytes, responseBytes }, 1, FAILURE_LIMITS.bodyBytes);
}

function recordEntry(entry: ExchangeEntry, id: number, bodyBytes: number): RecordedExchange {
  const { exchange, requestBytes, responseBytes } = entry;
  const { actor, origin, request, outcome } = exchange;
  return {
    id,
    actor,
    started: new Date(exchange.startedAt).toISOString(),
    durationMs: Math.round(exchange.durationMs * 10) / 10,
    request: {
      method: request.method,
      url: origin + request.path,
      headers: withoutSecretHeaders(request.headers),
      body: body(request.body, requestBytes, bodyBytes),
    },
    response:
      outcome.kind === 'response'
        ? {
            status: outcome.response.status,
            statusText: outcome.response.statusText,
            httpVersion: 'HTTP/1.1',
            headers: withoutSecretHeaders(outcome.response.headers),
            body: body(outcome.response.body, responseBytes, bodyBytes),
          }
        : null,
    failure: outcome.kind === 'failure' ? outcome.failure : null,
  };
}

function recordCall(call: ControlCall, id: number, bodyBytes: number): RecordedExchange {
  const { answer } = call;
  const status = answer && { answered: 200, unsupported: 501, 'not-found': 404, refused: 500 }[answer.kind];
  return {
    id,
    actor: 'operator',
    started: new Date(call.startedAt).toISOString(),
    durationMs: Math.round(call.durationMs * 10) / 10,
    request: { method: 'POST', url: `control:${call.verb}`, headers: [], body: jsonBody(call.body, bodyBytes) },
    response: status
      ? {
          status,
          statusText: '',
          httpVersion: 'HTTP/1.1',
          headers: [],
          body: jsonBody(
            answer.kind === 'answered' ? answer.body : { error: 'message' in answer ? answer.message : '' },
            bodyBytes,
          ),
        }
      : null,
    failure: answer ? null : { code: 'CONTROL', message: messageOf(call.error) },
  };
}

/** `total` is the length of the whole body, of which `bytes` may be the beginning. */
function body(bytes: Uint8Array | null, total: number, limit: number): RecordedBody | null {
  if (bytes === null || bytes.length === 0) return null;
  const kept = bytes.subarray(0, limit);
  const truncated = kept.length < total;
  try {
    // The text is decoded first and cut last: a cut may fall inside a character, or inside a key.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: bytes.length < total });
    const data = withoutSecrets(text).slice(0, limit);
    return { bytes: total, encoding: 'utf8', data, truncated };
  } catch {
    return { bytes: total, encoding: 'base64', data: Buffer.from(kept).toString('base64'), truncated };
  }
}

function jsonBody(value: JsonValue, limit: number): RecordedBody | null {
  const bytes = Buffer.from(stringifyJson(value));
  return body(bytes, bytes.length, limit);
}
