import { type Exchange, header, type WireRequest } from '../../protocol/exchange.ts';
import type { RepositoryAccess } from '../../protocol/revision.ts';

/** Any will do where a token is the password; the same as the Git client of a device. */
const USER = 'device';

const ADVERTISEMENT = 'application/x-git-upload-pack-advertisement';
/** `# service=…`, a flush, and then the first of the references with its length of four digits before it. */
const FIRST =
  /^[0-9a-f]{4}# service=git-upload-pack\n0000[0-9a-f]{4}([0-9a-f]{40}|[0-9a-f]{64}) (HEAD|capabilities\^\{\})\0/;

/**
 * Asks a repository where its head is: the first of the requests that a Git client makes, and all that a device needs as
 * long as nothing has moved. Starting Git for each would cost a thousand times that.
 */
export function lookRequest({ url, token }: RepositoryAccess): WireRequest {
  const { pathname } = new URL(url);
  return {
    method: 'GET',
    path: `${pathname.replace(/\/+$/, '')}/info/refs?service=git-upload-pack`,
    headers: [['authorization', `Basic ${Buffer.from(`${USER}:${token}`).toString('base64')}`]],
    body: null,
  };
}

/** The commit that the head stands at, null where there is none yet; undefined where that is not what came. */
export function headIn({ outcome }: Exchange): string | null | undefined {
  if (outcome.kind === 'failure' || outcome.response.status !== 200) return undefined;
  const { headers, body } = outcome.response;
  if (header(headers, 'content-type') !== ADVERTISEMENT) return undefined;
  const start = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 256)).toString('latin1');
  const [, commit, name] = FIRST.exec(start) ?? [];
  return name === undefined || name === 'HEAD' ? commit : null;
}

/** A look as reports have it, like those that Git makes: without its token. */
export const recordedLook = (exchange: Exchange): Exchange => ({
  ...exchange,
  request: { method: 'GIT', path: exchange.request.path, headers: [], body: null },
});
