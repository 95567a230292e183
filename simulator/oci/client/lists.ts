import { type Descriptor, readManifest } from '../documents.ts';
import { OCI_INDEX } from '../media-types.ts';
import { OciError } from '../oci-error.ts';
import type { OciDigest, RepositoryName } from '../reference.ts';
import { bodyOf, discard, field } from './answers.ts';
import type { Session } from './session.ts';

/** All tags of a repository, page by page. */
export async function listTags(
  session: Session,
  name: RepositoryName,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const what = `list of tags of ${name}`;
  const tags: string[] = [];
  await eachPage(session, { name, path: `${name}/tags/list`, what, accepted: [200] }, signal, (bytes) => {
    const page: unknown = parsed(bytes);
    // A repository without tags has null in some registries.
    const list: unknown = typeof page === 'object' && page !== null && 'tags' in page ? (page.tags ?? []) : undefined;
    if (!Array.isArray(list)) throw malformed(session, what);
    tags.push(...list.filter((tag) => typeof tag === 'string'));
  });
  return tags;
}

/** What refers to a manifest as its subject; registries without the endpoint keep the list under a tag. */
export async function listReferrers(
  session: Session,
  name: RepositoryName,
  subject: OciDigest,
  signal?: AbortSignal,
): Promise<readonly Descriptor[]> {
  const what = `list of referrers of ${name} ${subject}`;
  const list = async (path: string): Promise<readonly Descriptor[] | null> => {
    const found: Descriptor[] = [];
    const there = await eachPage(session, { name, path, what, accepted: [200, 404] }, signal, (bytes) => {
      const reading = readManifest(bytes);
      if (reading.kind !== 'index') throw malformed(session, what);
      found.push(...reading.index.manifests);
    });
    return there ? found : null;
  };
  return (
    (await list(`${name}/referrers/${subject}`)) ??
    (await list(`${name}/manifests/${subject.replace(':', '-').slice(0, 128)}`)) ??
    []
  );
}

interface Pages {
  readonly name: RepositoryName;
  readonly path: string;
  readonly what: string;
  readonly accepted: readonly number[];
}

/** Whether the list is there at all. */
async function eachPage(
  session: Session,
  { name, path, what, accepted }: Pages,
  signal: AbortSignal | undefined,
  read: (bytes: Uint8Array) => void,
): Promise<boolean> {
  const deadline = session.deadline(signal);
  const { documentBytes, pages } = session.limits;
  let url: URL | null = session.url(path);
  for (let page = 0; url !== null; page++) {
    if (page >= pages)
      throw new OciError('ARTIFACT_TOO_LARGE', `${session.host} has more than ${pages} pages of the ${what}`);
    const headers = { accept: `${OCI_INDEX}, application/json` };
    const { answer, host } = await session.ask({ method: 'GET', name, url, headers, what, accepted }, deadline);
    if (answer.statusCode === 404) {
      await discard(answer);
      return false;
    }
    url = nextPage(field(answer, 'link'), url);
    read(await bodyOf(answer, host, documentBytes, deadline));
    if (url !== null && (url.protocol !== 'https:' || url.host !== session.host))
      throw new OciError('REGISTRY_REDIRECT_REFUSED', `${session.host} continues the ${what} at another host`);
  }
  return true;
}

/** RFC 8288. */
function nextPage(link: string | null, base: URL): URL | null {
  const [, target] = /<([^>]*)>[^,]*;\s*rel="?next"?/i.exec(link ?? '') ?? [];
  return target === undefined ? null : URL.parse(target, base.href);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

const malformed = (session: Session, what: string): OciError =>
  new OciError('REGISTRY_MALFORMED', `${session.host} answers with no ${what}`);
