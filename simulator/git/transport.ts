import type { GitSetting } from './git-environment.ts';

export interface Transport {
  readonly url: string;
  /** File of PEM. */
  readonly anchorsFile: string;
  /** A folder without certificates. */
  readonly noAnchors: string;
  readonly token: string;
  /** A file that is larger is never held in memory as a whole while it is taken in. */
  readonly maxFileBytes: number;
}

/** Any will do where a token is the password; some servers refuse an empty one. */
const USER = 'device';

/** A remote that can be asked with a token. Throws `TypeError` for any other. */
export function checkedUrl(text: string): string {
  const url = new URL(text);
  if (url.protocol !== 'https:') throw new TypeError(`a repository is fetched over https, not ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw new TypeError('the token must not stand in the URL');
  return url.href;
}

/** HTTPS to this one place, with this token and these anchors, and nothing else. */
export const transportSettings = ({
  url,
  anchorsFile,
  noAnchors,
  token,
  maxFileBytes,
}: Transport): readonly GitSetting[] => [
  ['protocol.allow', 'never'],
  ['protocol.https.allow', 'always'],
  ['http.followRedirects', 'false'],
  ['http.proxy', ''],
  ['http.sslVerify', 'true'],
  ['http.sslCAInfo', anchorsFile],
  // Otherwise the TLS library adds the authorities of the machine.
  ['http.sslCAPath', noAnchors],
  [`http.${url}.extraHeader`, `Authorization: Basic ${Buffer.from(`${USER}:${token}`).toString('base64')}`],
  ['credential.helper', ''],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['core.bigFileThreshold', String(maxFileBytes)],
];
