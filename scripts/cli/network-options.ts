import { InvalidArgumentError } from 'commander';

export interface Listening {
  readonly host: string;
  readonly port: number;
}

const PORT = /^\d{1,5}$/;

/** Reads `9464` or `0.0.0.0:9464`; without a host it is this machine alone. */
export function listening(text: string): Listening {
  const colon = text.lastIndexOf(':');
  const port = text.slice(colon + 1);
  const host = colon === -1 ? '127.0.0.1' : text.slice(0, colon).replace(/^\[|\]$/g, '');
  if (PORT.test(port) && Number(port) <= 65_535 && host !== '') return { host, port: Number(port) };
  throw new InvalidArgumentError('It is a port, or an address and a port: 9464, 127.0.0.1:9464.');
}

/** Reads an absolute URL of HTTP. */
export function webUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It is a URL: http://127.0.0.1:4318/v1/metrics.');
}
