import type { ServerResponse } from 'node:http';
import type { Answer } from '../../http/answer.ts';

const textual = (type: string): boolean => /json|yaml/.test(type);

/** Members of a list over several lines, parameters that nobody asked for, names of types in capitals. */
function respeltHeader(name: string, value: string): string | string[] {
  if (name === 'Cache-Control') return value.toUpperCase().split(', ').toReversed();
  if (name === 'Content-Type')
    return textual(value) ? `${value.replace('application', 'Application')} ; Charset=UTF-8` : value;
  return value;
}

/**
 * Each answer after two interim ones, with lines that nobody needs, a phrase of our own, and the connection kept without
 * saying for how long. A 304 says nothing but that; what was taken is answered with a body.
 */
export function obstinateDelivery(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeProcessing();
  response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
  const taken = (status === 200 || status === 201) && body === undefined;
  const described = Object.entries(headers).map(([name, value]) => [name, respeltHeader(name, value)] as const);
  const content = taken ? Buffer.from('{"taken":true}') : body;
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, 'As It May Be', {
    'X-Contrary': ['first', 'second, third'],
    Server: 'Contrary/2 (obstinate)',
    ...(response.shouldKeepAlive ? { Connection: 'keep-alive' } : {}),
    ...(status === 304 ? {} : Object.fromEntries(described)),
    ...(taken ? { 'Content-Type': 'application/json' } : {}),
    ...(bodiless ? {} : { 'Content-Length': String(content?.length ?? 0) }),
  });
  response.end(bodiless ? undefined : content);
}
