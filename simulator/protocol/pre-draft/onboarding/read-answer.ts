import type { WireResponse } from '../../exchange.ts';
import { isJsonObject, type JsonObject, parseJsonBytes } from '../../json.ts';
import type { OnboardingAnswer, RepositoryAccess } from '../../revision.ts';
import { type HandedOut, SPELLINGS } from './spellings.ts';

/** ONB-003: what the answer hands out, under any of the names that it may have. */
export function readAnswer({ status, body }: WireResponse): OnboardingAnswer {
  if (status !== 200 && status !== 201) return { wrong: `the WFM answered ${status}; 200 or 201 was expected` };
  let members: ReadonlyMap<string, string>;
  try {
    const document = parseJsonBytes(body);
    if (!isJsonObject(document)) return { wrong: 'the body is no JSON object' };
    members = new Map(texts(document, ''));
  } catch {
    return { wrong: 'the body is no JSON' };
  }
  const given = (what: HandedOut) => [...SPELLINGS[what]].map((name) => members.get(name)).find((text) => text);
  const clientId = given('clientId');
  const clientSecret = given('clientSecret');
  const tokenUrl = given('tokenUrl');
  if (clientId === undefined) return missing('client id');
  if (clientSecret === undefined) return missing('client secret');
  if (tokenUrl === undefined) return missing('token URL');
  if (!isAbsolute(tokenUrl, ['https:'])) return relative('token URL', tokenUrl);
  const repository = repositoryOf(given('repositoryUrl'), given('repositoryToken'));
  if (repository !== null && 'wrong' in repository) return repository;
  return { enrolment: { kind: 'oauth', clientId, clientSecret, tokenUrl, repository } };
}

function repositoryOf(
  url: string | undefined,
  token: string | undefined,
): RepositoryAccess | null | { readonly wrong: string } {
  if (url === undefined) return token === undefined ? null : missing('Git URL for its Git token');
  if (token === undefined) return missing('Git token for its Git URL');
  return isAbsolute(url, ['https:', 'http:']) ? { url, token } : relative('Git URL', url);
}

const missing = (what: string): { readonly wrong: string } => ({ wrong: `the body has no ${what}` });

const relative = (what: string, url: string): { readonly wrong: string } => ({
  wrong: `the ${what} is ${JSON.stringify(url)}; it has to be absolute, with https`,
});

const isAbsolute = (text: string, protocols: readonly string[]): boolean => {
  const url = URL.parse(text);
  return url !== null && url.host !== '' && protocols.includes(url.protocol);
};

/** Every text with its names from the outside in, three objects deep. */
function texts(object: JsonObject, around: string, depth = 3): readonly (readonly [string, string])[] {
  return Object.entries(object).flatMap(([name, value]): readonly (readonly [string, string])[] => {
    const path = around + name.toLowerCase().replaceAll(/[-_]/g, '');
    if (typeof value === 'string') return [[path, value]];
    return isJsonObject(value) && depth > 1 ? texts(value, path, depth - 1) : [];
  });
}
