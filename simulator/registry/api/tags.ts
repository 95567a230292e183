import { json } from '../http/answer.ts';
import { refuse } from './errors.ts';
import type { Handler } from './handler.ts';

/** GET of the tags, page by page where the caller or their number asks for it. */
export const listTags: Handler<'tags'> = ({ query }, { repository }, { storage, limits }) => {
  if (!storage.repositories().includes(repository))
    return refuse('NAME_UNKNOWN', 'repository name not known to registry', {}, { name: repository });
  const asked = query.get('n');
  if (asked !== null && !/^\d{1,9}$/.test(asked))
    return refuse('PAGINATION_NUMBER_INVALID', 'n is not a number of tags');
  const last = query.get('last');
  const rest = storage.tags(repository).filter((tag) => last === null || tag > last);
  const size = Math.min(Number(asked ?? limits.pageSize), limits.pageSize);
  const tags = rest.slice(0, size);
  const next = new URLSearchParams({ n: String(size), last: tags.at(-1) ?? '' });
  const more = tags.length > 0 && tags.length < rest.length;
  return json(
    200,
    { name: repository, tags },
    more ? { Link: `</v2/${repository}/tags/list?${next}>; rel="next"` } : {},
  );
};
