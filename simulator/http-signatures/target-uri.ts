import { HttpSignatureError } from './http-signature-error.ts';

/** An absolute URI in the parts that signatures cover, as it was written: what is signed is what is sent. */
export interface TargetUri {
  readonly text: string;
  /** Lower case. */
  readonly scheme: string;
  /** Lower case, without the default port (RFC 9110, 4.2.3). */
  readonly authority: string;
  /** Never empty. */
  readonly path: string;
  /** With its question mark; undefined where there is none. */
  readonly query: string | undefined;
}

// Characters of RFC 3986 are not checked one by one: it is enough that none can end a line or hide a part.
const ABSOLUTE = /^(https?):\/\/([^\s/?#@:][^\s/?#@]*)(\/[^\s?#]*)?(\?[^\s#]*)?$/i;
const DEFAULT_PORT: Readonly<Record<string, RegExp>> = { https: /:(443)?$/, http: /:(80)?$/ };

/** @throws HttpSignatureError TARGET_URI_INVALID */
export function readTargetUri(text: string): TargetUri {
  const [, written = '', host = '', path = '/', query] = ABSOLUTE.exec(text) ?? [];
  if (host === '') {
    const wanted = 'an absolute http or https URI without user information and fragment';
    throw new HttpSignatureError('TARGET_URI_INVALID', `${JSON.stringify(text)} is not ${wanted}; give one`);
  }
  const scheme = written.toLowerCase();
  return { text, scheme, authority: host.toLowerCase().replace(DEFAULT_PORT[scheme] ?? '', ''), path, query };
}
