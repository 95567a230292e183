import type { HeaderList } from '../../../simulator/protocol/exchange.ts';

/*
 * What must not stand in anything that is shared: keys, tokens, passwords. Found by how it is written, since what a WFM
 * answers is of its own choosing; rather a word too many than one too few.
 */

const REDACTED = '[redacted]';

const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);

export const withoutSecretHeaders = (headers: HeaderList): HeaderList =>
  headers.map(([name, value]) => [name, SECRET_HEADERS.has(name.toLowerCase()) ? REDACTED : value]);

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** The last word of a name in any spelling: `clientSecret`, `git_token`, `access-token`, but not `tokenUrl` or `token_type`. */
const SECRET_NAME = '[A-Za-z0-9_.-]*?(?:secret|token|password|passwd|assertion)';
const JSON_MEMBER = new RegExp(String.raw`("${SECRET_NAME}"\s*:\s*)"(?:[^"\\]|\\.)*(?:"|$)`, 'gi');
const FORM_FIELD = new RegExp(String.raw`(^|&)(${SECRET_NAME})=[^&\s"]*`, 'gi');
const URL_PASSWORD = /(:\/\/[^/\s:@"]*):[^/\s@"]+@/g;

export const withoutSecrets = (text: string): string =>
  text
    .replace(PRIVATE_KEY, '[private key redacted]')
    .replace(JSON_MEMBER, `$1"${REDACTED}"`)
    .replace(FORM_FIELD, `$1$2=${REDACTED}`)
    .replace(URL_PASSWORD, `$1:${REDACTED}@`);
