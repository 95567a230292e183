import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isJsonObject, parseJsonBytes } from '../../json.ts';
import { clientCredential } from '../../testing/scripted-server.test-support.ts';
import { PRE_DRAFT_BASES } from '../dialects.ts';
import { preDraftOnboarding } from './onboarding.ts';

const onboarding = preDraftOnboarding(PRE_DRAFT_BASES.tables);

it('sends the certificate with the capabilities', async () => {
  const credential = await clientCredential();
  const capabilities = { properties: { id: 'd', vendor: 'v' }, labels: { domain: 'water' } };
  const { body = new Uint8Array(), method, path } = onboarding.request(credential, capabilities);
  expect({ method, path }).toEqual({ method: 'POST', path: '/onboarding/' });
  const document = parseJsonBytes(body);
  expect(document).toMatchObject({ kind: 'OnboardingRequest', properties: { id: 'd', vendor: 'v', domain: 'water' } });
  const certificate = isJsonObject(document) ? String(document['certificate']) : '';
  const sent = new X509Certificate(Buffer.from(certificate, 'base64'));
  expect(sent.raw).toEqual(new X509Certificate(credential.chainPem).raw);
});

describe('the answer', () => {
  const read = (document: object | string, status = 201) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    return onboarding.read({ status, statusText: '', headers: [], body: Buffer.from(text) });
  };
  const URL_OF_TOKENS = 'https://id.example/token';
  const URL_OF_GIT = 'https://git.example/d.git';
  const oauth = { clientId: 'c', clientSecret: 's', tokenUrl: URL_OF_TOKENS };
  const enrolment = { kind: 'oauth', ...oauth, repository: { url: URL_OF_GIT, token: 'g' } };

  it.each([
    ['camel case', { ...oauth, gitUrl: URL_OF_GIT, gitToken: 'g' }],
    [
      'snake case',
      {
        client_id: 'c',
        client_secret: 's',
        token_endpoint: URL_OF_TOKENS,
        git_url: URL_OF_GIT,
        git_access_token: 'g',
      },
    ],
    [
      'kebab case',
      {
        'client-id': 'c',
        'client-secret': 's',
        'token-url': URL_OF_TOKENS,
        'repository-url': URL_OF_GIT,
        'repository-token': 'g',
      },
    ],
    ['nested', { oauth, repository: { url: URL_OF_GIT, token: 'g' } }],
    ['nested twice', { data: { oauth2: oauth, git: { repositoryUrl: URL_OF_GIT, accessToken: 'g' } } }],
  ])('is read in %s', (_how, document) => {
    expect(read(document)).toEqual({ enrolment });
    expect(read(document, 200)).toEqual({ enrolment });
  });

  it('may leave the repository to somebody else', () => {
    expect(read(oauth)).toEqual({ enrolment: { kind: 'oauth', ...oauth, repository: null } });
  });

  it.each([
    [{ ...oauth, clientId: 7 }, /no client id/],
    [{ clientId: 'c', tokenUrl: URL_OF_TOKENS }, /no client secret/],
    [{ clientId: 'c', clientSecret: 's', token: 'g' }, /no token URL/],
    [{ ...oauth, tokenUrl: '/oauth/token' }, /token URL is "\/oauth\/token"; it has to be absolute/],
    [{ ...oauth, tokenUrl: 'http://id.example/token' }, /absolute, with https/],
    [{ ...oauth, gitUrl: 'd.git', gitToken: 'g' }, /Git URL is "d.git"/],
    [{ ...oauth, gitUrl: URL_OF_GIT }, /no Git token/],
    [{ ...oauth, gitToken: 'g' }, /no Git URL/],
    ['[]', /no JSON object/],
    ['nonsense', /no JSON/],
  ])('%j is wrong', (document, reason) => {
    expect(read(document)).toEqual({ wrong: expect.stringMatching(reason) });
  });

  it('that is a refusal is wrong', () => {
    expect(read(oauth, 202)).toEqual({ wrong: expect.stringMatching(/answered 202/) });
  });
});
