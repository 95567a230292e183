import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Authority, createRoot } from '../../pki/authority.ts';
import { type Credential, issueSvid } from '../../pki/svid.ts';
import { base64, testFolder } from '../testing/api-server.testing.ts';
import { readKubeconfig } from './kubeconfig.ts';

let authority: Authority;
let client: Credential;
beforeAll(async () => {
  authority = await createRoot({ name: 'cluster' });
  client = await issueSvid(authority, { subject: 'client' });
});

interface Parts {
  readonly clusters: unknown;
  readonly users: unknown;
  readonly contexts: unknown;
  readonly 'current-context': unknown;
}

const sound = (): Parts => ({
  clusters: [
    { name: 'other', cluster: { server: 'https://other.example' } },
    {
      name: 'c',
      cluster: {
        server: 'https://c.example:6443/base',
        'certificate-authority-data': base64(authority.certificatePem),
      },
    },
  ],
  users: [{ name: 'u', user: { token: 'abc' } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'x',
});

async function written(parts: Partial<Parts>): Promise<string> {
  const file = join(await testFolder(), 'kubeconfig');
  await writeFile(file, stringify({ ...sound(), ...parts }));
  return file;
}

const user = (members: object): Partial<Parts> => ({ users: [{ name: 'u', user: members }] });
const cluster = (members: object): Partial<Parts> => ({
  clusters: [{ name: 'c', cluster: { server: 'https://c.example', ...members } }],
});

describe('a kubeconfig', () => {
  it('is read for its current context', async () => {
    const file = await written({});
    expect(readKubeconfig(file)).toEqual({
      file,
      context: 'x',
      server: new URL('https://c.example:6443/base'),
      authority: authority.certificatePem,
      serverName: undefined,
      credential: { kind: 'token', token: 'abc' },
    });
  });

  it('may carry a client certificate as data, and then the token does not count', async () => {
    const data = {
      token: 'abc',
      'client-certificate-data': base64(client.chainPem),
      'client-key-data': base64(client.keyPem),
    };
    expect(readKubeconfig(await written(user(data))).credential).toEqual({
      kind: 'certificate',
      certificatePem: client.chainPem,
      keyPem: client.keyPem,
    });
  });

  it('may name files, relative to itself', async () => {
    const file = await written({
      ...cluster({ 'certificate-authority': 'pki/ca.pem', 'tls-server-name': 'api' }),
      ...user({ tokenFile: 'pki/token' }),
    });
    await mkdir(join(file, '../pki'));
    await writeFile(join(file, '../pki/ca.pem'), authority.certificatePem);
    await writeFile(join(file, '../pki/token'), 'from-file\n');
    expect(readKubeconfig(file)).toMatchObject({
      authority: authority.certificatePem,
      serverName: 'api',
      credential: { kind: 'token', token: 'from-file' },
    });
  });
});

describe('is refused with a code and advice', () => {
  it.each<readonly [what: string, parts: () => Partial<Parts>, says: RegExp]>([
    ['no current context', () => ({ 'current-context': '' }), /^KUBECONFIG_CONTEXT: .*kubectl config use-context/],
    ['a context that is not there', () => ({ 'current-context': 'y' }), /^KUBECONFIG_CONTEXT: .*"y" \(there: "x"\)/],
    [
      'a context without its cluster',
      () => ({ clusters: [] }),
      /^KUBECONFIG_CONTEXT: .*no cluster "c" \(there: none\)/,
    ],
    ['a context without its user', () => ({ users: [] }), /^KUBECONFIG_CONTEXT: .*no user "u"/],
    ['no clusters at all', () => ({ clusters: 'none' }), /^KUBECONFIG_INVALID: .*is no kubeconfig/],
    [
      'unchecked TLS',
      () => cluster({ 'insecure-skip-tls-verify': true }),
      /^KUBECONFIG_INVALID: .*insecure-skip-tls-verify/,
    ],
    ['a proxy', () => cluster({ 'proxy-url': 'http://p' }), /^KUBECONFIG_INVALID: .*proxy-url/],
    ['plain HTTP', () => cluster({ server: 'http://c.example' }), /^KUBECONFIG_INVALID: .*an https URL/],
    ['a server that is no URL', () => cluster({ server: 'c.example' }), /^KUBECONFIG_INVALID: .*an https URL/],
    [
      'an authority that is no PEM',
      () => cluster({ 'certificate-authority-data': 'AAAA' }),
      /^KUBECONFIG_INVALID: .*no PEM/,
    ],
    [
      'an authority that is not there',
      () => cluster({ 'certificate-authority': 'no.pem' }),
      /^KUBECONFIG_INVALID: .*no\.pem.*--flatten/,
    ],
    [
      'a program that fetches credentials',
      () => user({ exec: { command: 'aws' } }),
      /^KUBECONFIG_INVALID: .*has exec.*service account/,
    ],
    [
      'a provider of credentials',
      () => user({ 'auth-provider': { name: 'gcp' } }),
      /^KUBECONFIG_INVALID: .*auth-provider/,
    ],
    ['a password', () => user({ username: 'me', password: 'x' }), /^KUBECONFIG_INVALID: .*no passwords/],
    ['impersonation', () => user({ token: 'abc', as: 'somebody' }), /^KUBECONFIG_INVALID: .*impersonation/],
    ['no credentials', () => user({}), /^KUBECONFIG_INVALID: .*neither a client certificate/],
    [
      'a certificate without its key',
      () => user({ 'client-certificate-data': base64(client.chainPem) }),
      /^KUBECONFIG_INVALID: .*neither/,
    ],
    ['a token that would split the header', () => user({ token: 'a\nb: c' }), /^KUBECONFIG_INVALID: .*nor a token/],
  ])('%s', async (_what, parts, says) => {
    const file = await written(parts());
    expect(() => readKubeconfig(file)).toThrow(says);
  });

  it.each([
    ['no YAML', 'a: [', /^KUBECONFIG_INVALID: .*cannot be read/],
    ['another YAML', '- 1', /^KUBECONFIG_INVALID: .*is no kubeconfig/],
    ['nothing', '', /^KUBECONFIG_INVALID: .*is no kubeconfig/],
  ])('%s', async (_what, text, says) => {
    const file = join(await testFolder(), 'kubeconfig');
    await writeFile(file, text);
    expect(() => readKubeconfig(file)).toThrow(says);
  });

  it('a file that is not there', async () => {
    const file = join(await testFolder(), 'missing');
    expect(() => readKubeconfig(file)).toThrow(/^KUBECONFIG_INVALID: .*ENOENT.*name a kubeconfig/);
  });
});
