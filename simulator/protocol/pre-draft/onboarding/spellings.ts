/**
 * What an onboarding answer may call what it hands out; the text of 2024 names the things and not their members. Names are compared
 * without case, `-` and `_`, with those of the objects around them in front: `oauth.token_url` is `oauthtokenurl`.
 */
const OAUTH = ['', 'oauth', 'oauth2', 'auth', 'authentication', 'authorization', 'credentials'];
const GIT = ['git', 'gitops', 'gitrepo', 'gitrepository', 'repo', 'repository', 'configrepo', 'configrepository'];
const AROUND = ['', 'data', 'enrolment', 'enrollment', 'onboarding'];

const combined = (groups: readonly string[], names: readonly string[]): ReadonlySet<string> =>
  new Set(AROUND.flatMap((around) => groups.flatMap((group) => names.map((name) => around + group + name))));

export type HandedOut = 'clientId' | 'clientSecret' | 'tokenUrl' | 'repositoryUrl' | 'repositoryToken';

export const SPELLINGS: Readonly<Record<HandedOut, ReadonlySet<string>>> = {
  clientId: combined(OAUTH, ['clientid']),
  clientSecret: combined(OAUTH, ['clientsecret']),
  tokenUrl: combined(OAUTH, [
    'tokenurl',
    'tokenuri',
    'tokenendpoint',
    'tokenendpointurl',
    'accesstokenurl',
    'tokenserverurl',
  ]),
  repositoryUrl: combined(GIT, ['url', 'uri', 'cloneurl', 'httpurl', 'repositoryurl', 'repourl']),
  repositoryToken: combined(GIT, ['token', 'accesstoken', 'pat', 'repositorytoken', 'repotoken', 'password']),
};
