import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

/** Puts an answer on the wire with the length of its body; 204 and 304 have neither (RFC 9110 section 8.6). */
export function deliver(response: ServerResponse, { status, headers, body }: Answer): void {
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, bodiless ? headers : { ...headers, 'Content-Length': String(body?.length ?? 0) });
  response.end(bodiless ? undefined : body);
}
