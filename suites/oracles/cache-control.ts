import { type HeaderList, header } from '../../simulator/protocol/exchange.ts';
import { listMembers, unquoted } from './field-value.ts';

export interface CacheDirective {
  /** In lower case. */
  readonly name: string;
  /** Without quotation marks; undefined where the directive has none. */
  readonly argument: string | undefined;
}

/** All directives of all Cache-Control fields (RFC 9111, 5.2): names have no case, an argument is a token or quoted. */
export const cacheDirectives = (headers: HeaderList): readonly CacheDirective[] =>
  listMembers(header(headers, 'cache-control') ?? '').map((member) => {
    const equals = member.indexOf('=');
    return equals === -1
      ? { name: member.toLowerCase(), argument: undefined }
      : {
          name: member.slice(0, equals).trim().toLowerCase(),
          argument: unquoted(member.slice(equals + 1).trim()),
        };
  });
