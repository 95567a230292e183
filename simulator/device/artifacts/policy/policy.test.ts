import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHost } from '../../../oci/reference.ts';
import { createSigningKey } from '../../../packages/signing/signing-key.ts';
import { createCertificates } from '../../../registry/certificates.ts';
import { createArtifactSource } from '../create-artifact-source.ts';
import { memoryPins } from '../pins/pins.ts';
import { correctArtifactRules } from '../rules.ts';
import { temporaryFolder } from '../testing/stage.test-support.ts';
import type { PolicyDocument } from './policy-document.ts';
import { loadPolicy, policyOf } from './read-policy.ts';

const FIXTURES = new URL('../../../../fixtures/registry-policies/', import.meta.url).pathname;

const host = fc.constantFrom(
  'in.example',
  'in.example:5000',
  'out.example',
  'mirror.example',
  '127.0.0.1:443',
  '[::1]:5000',
);
const key = createSigningKey().publicKeyPem;
const policy: fc.Arbitrary<PolicyDocument> = fc.record(
  {
    internal: fc.uniqueArray(host),
    external: fc.constantFrom('refuse', 'listed', 'any'),
    unsigned: fc.constantFrom('refuse', 'internal-only', 'allow'),
    hosts: fc.dictionary(host, fc.constant({})),
    mirrors: fc.dictionary(host, fc.record({ host, only: fc.boolean() })),
    signatures: fc.record(
      {
        helm: fc.constant({ by: 'key-pair' as const, keys: [key] }),
        compose: fc.constant({ by: 'key-pair' as const, keys: [key] }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['internal', 'external', 'unsigned'] },
);

describe('a policy', () => {
  it('lets this device contact none but the registries that it allows, whatever is deployed', async () => {
    await fc.assert(
      fc.asyncProperty(
        policy,
        host,
        fc.constantFrom('helm' as const, 'compose' as const),
        async (document, at, type) => {
          const { internal, external, hosts, mirrors, signatures, unsigned } = policyOf(document);
          const contacted: string[] = [];
          await using source = createArtifactSource({
            policy: policyOf(document),
            cacheDir: '/nonexistent',
            pins: memoryPins(),
            rules: {
              ...correctArtifactRules,
              connect: (access) => {
                contacted.push(access.host);
                for (const other of ['out.example', 'mirror.example'].map(parseHost))
                  if (access.elsewhere?.mayContact(other) ?? true) contacted.push(other);
                throw new Error('no network');
              },
            },
          });
          const origin = parseHost(at);
          const repository = `oci://${origin}/charts/good`;
          const result = await source.fetch({ type, repository, revision: '1.0.0' }, new AbortController().signal);
          const mirror = mirrors.get(origin);
          for (const asked of contacted.map(parseHost)) {
            expect(internal.has(asked) || external === 'any' || (external === 'listed' && hosts.has(asked))).toBe(true);
            if (mirror?.only) expect(asked).toBe(mirror.host);
          }
          if (signatures[type] === undefined && unsigned === 'refuse') expect(contacted).toEqual([]);
          if (signatures[type] === undefined && unsigned === 'internal-only' && contacted[0] !== undefined)
            expect(internal.has(parseHost(contacted[0]))).toBe(true);
          const code = result.kind === 'refused' ? result.failure.code : '';
          expect(/^(EXTERNAL_REGISTRY|UNSIGNED_TYPE)_REFUSED$/.test(code)).toBe(contacted.length === 0);
        },
      ),
    );
  });

  it.each(['internal-only', 'external-signed', 'unsigned-internally', 'air-gapped'])(
    'is ready to be used: %s',
    async (name) => {
      const { internal } = await loadPolicy(join(FIXTURES, `${name}.yaml`));
      expect([...internal].length).toBeGreaterThan(0);
    },
  );

  it('reads the files that it names', async () => {
    await using folder = await temporaryFolder();
    const { caPem } = await createCertificates(['registry.example']);
    await writeFile(join(folder.path, 'ca.pem'), caPem);
    await writeFile(join(folder.path, 'key.pem'), key);
    await writeFile(join(folder.path, 'password'), 'secret\n');
    await writeFile(
      join(folder.path, 'policy.yaml'),
      `internal: []
external: listed
unsigned: refuse
hosts:
  Registry.Example:443:
    ca: ca.pem
    credentials: { username: robot, passwordFile: password }
    tokenService: auth.example
signatures:
  helm: { by: provenance, keyring: keys.gpg }
  compose: { by: key-pair, keys: [key.pem] }
mirrors: { registry.example: { host: mirror.example } }
`,
    );
    expect(await loadPolicy(join(folder.path, 'policy.yaml'))).toEqual({
      internal: new Set(),
      external: 'listed',
      unsigned: 'refuse',
      hosts: new Map([
        [
          'registry.example',
          { ca: caPem, credentials: { username: 'robot', password: 'secret' }, tokenService: 'auth.example' },
        ],
      ]),
      signatures: {
        helm: { by: 'provenance', keyring: join(folder.path, 'keys.gpg') },
        compose: { by: 'key-pair', keys: [key] },
      },
      mirrors: new Map([['registry.example', { host: 'mirror.example', only: false }]]),
    });
  });

  const plain = 'internal: []\nexternal: refuse\nunsigned: allow\n';
  it.each([
    ['no YAML', 'internal: ['],
    ['no policy', '[]'],
    ['a word that nobody knows', `${plain}extrenal: any\n`],
    ['a choice that there is not', plain.replace('refuse', 'sometimes')],
    ['an internal registry that is none', plain.replace('[]', '["http://a"]')],
    ['one host twice', `${plain}hosts: { a.example: {}, "A.example:443": {} }\n`],
    ['an authority that is none', `${plain}hosts: { a.example: { ca: "-----BEGIN CERTIFICATE-----" } }\n`],
    ['a file that is not there', `${plain}hosts: { a.example: { ca: missing.pem } }\n`],
    ['a user with a colon', `${plain}hosts: { a.example: { credentials: { username: "a:b", password: c } } }\n`],
    ['a user without password', `${plain}hosts: { a.example: { credentials: { username: a } } }\n`],
    ['no key', `${plain}signatures: { compose: { by: key-pair, keys: [] } }\n`],
    ['provenance of an application', `${plain}signatures: { compose: { by: provenance, keyring: a } }\n`],
  ])('is refused with its place: %s', async (_, text) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'policy.yaml'), text);
    await expect(loadPolicy(join(folder.path, 'policy.yaml'))).rejects.toThrow('POLICY_INVALID: ');
  });
});
