import type { ServerResponse } from 'node:http';
import type { Answer } from '../http/answer.ts';

const shouted = (name: string, index: number): string => (index % 2 === 0 ? name.toUpperCase() : name.toLowerCase());

/** Every so many responses the connection is closed. */
const CLOSE_EVERY = 7;

/** The same answers in chunks, with header names in any case, and now and then the end of the connection. */
export function contraryDelivery(): (response: ServerResponse, answer: Answer) => void {
  let delivered = 0;
  return (response, { status, headers, body }) => {
    delivered += 1;
    const closing = delivered % CLOSE_EVERY === 0 && !Object.hasOwn(headers, 'Connection');
    const all = Object.entries({ ...headers, ...(closing ? { Connection: 'close' } : {}) });
    response.writeHead(status, Object.fromEntries(all.map(([name, value], index) => [shouted(name, index), value])));
    if (body && status !== 204 && status !== 304) {
      const third = Math.floor(body.length / 3);
      response.write(body.subarray(0, third));
      response.write(body.subarray(third));
    }
    response.end();
  };
}
