import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistryClient } from '../../../oci/client/create-registry-client.ts';
import { EMPTY_CONTENT, type ImageManifest } from '../../../oci/documents.ts';
import { OCI_EMPTY, SIGNATURE_ANNOTATION, SIGNATURE_ARTIFACT, SIGNATURE_PAYLOAD } from '../../../oci/media-types.ts';
import { isOciDigest, parseRepository } from '../../../oci/reference.ts';
import { signingPayload } from '../../../oci/simple-signing.ts';
import type { PublishedReference } from '../../../packages/package.ts';
import { publish } from '../../../packages/publish.ts';
import { createKeyring, type Keyring } from '../../../packages/signing/keyring.ts';
import { signChart } from '../../../packages/signing/provenance.ts';
import { signManifest } from '../../../packages/signing/sign-manifest.ts';
import { createSigningKey } from '../../../packages/signing/signing-key.ts';
import { helmProgram } from '../../../programs/helm-program.ts';
import type { Registry } from '../../../registry/registry.ts';
import { startRegistry } from '../../../registry/start-registry.ts';
import { createMemoryStorage } from '../../../registry/storage/memory-storage.ts';
import {
  accessOf,
  application,
  chart,
  named,
  policyFor,
  sourceOf,
  take,
  temporaryFolder,
} from '../testing/stage.test-support.ts';
import { helmProvenance } from './provenance.ts';

describe('a signature with a key pair', () => {
  const key = createSigningKey();
  const stranger = createSigningKey();
  const rule = { by: 'key-pair' as const, keys: [createSigningKey().publicKeyPem, key.publicKeyPem] };
  const demanding = { signatures: { helm: rule, compose: rule }, unsigned: 'refuse' as const };

  async function judge(
    prepare: (registry: Registry, published: PublishedReference) => Promise<void>,
    changes: Parameters<typeof policyFor>[1] = demanding,
  ): Promise<string> {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    const published = await publish(accessOf(registry), 'compose/good', await application());
    await prepare(registry, published);
    await using source = sourceOf(policyFor([registry], changes), folder.path);
    const code = await take(source, named(published, 'compose'));
    const downloads = registry
      .requests()
      .filter(({ method, target }) => method === 'GET' && target.includes('/blobs/'));
    // What is not signed is not downloaded either, but for the payloads of its signatures.
    if (code === 'SIGNATURE_MISSING') expect(downloads).toEqual([]);
    return code;
  }

  it('lets an artifact pass that one of the keys signed', async () => {
    expect(await judge((registry, published) => signManifest(accessOf(registry), published, key))).toBe('verified');
  });

  it('counts also beside signatures of strangers', async () => {
    const both = async (registry: Registry, published: PublishedReference): Promise<void> => {
      await signManifest(accessOf(registry), published, stranger);
      await signManifest(accessOf(registry), published, key);
    };
    expect(await judge(both)).toBe('verified');
  });

  it('is missed where there is none', async () => {
    expect(await judge(async () => undefined)).toBe('SIGNATURE_MISSING');
  });

  it('does not count where nobody asks for it', async () => {
    const signed = (registry: Registry, published: PublishedReference): Promise<void> =>
      signManifest(accessOf(registry), published, stranger);
    expect(await judge(signed, {})).toBe('verified');
  });

  it('is refused where it is of another key, for other content or for another repository', async () => {
    const signed =
      (by: typeof key, changes?: Parameters<typeof signManifest>[3]) =>
      (registry: Registry, published: PublishedReference): Promise<void> =>
        signManifest(accessOf(registry), published, by, changes);
    expect(await judge(signed(stranger))).toBe('SIGNATURE_INVALID');
    expect(await judge(signed(key, { digest: `sha256:${'0'.repeat(64)}` }))).toBe('SIGNATURE_INVALID');
    expect(await judge(signed(key, { identity: 'registry.example/compose/other' }))).toBe('SIGNATURE_INVALID');
  });

  it('is missed where the registry hides it', async () => {
    await using folder = await temporaryFolder();
    const storage = createMemoryStorage();
    await using registry = await startRegistry({ storage, defects: ['signature-dropped'] });
    const published = await publish(accessOf(registry), 'compose/good', await application());
    await signManifest(accessOf(registry), published, key);
    await using source = sourceOf(policyFor([registry], demanding), folder.path);
    expect(await take(source, named(published, 'compose'))).toBe('SIGNATURE_MISSING');
  });

  it.each(['ed25519', 'rsa', 'p-384'] as const)(
    'is found as a referrer too, and made with other kinds of keys: %s',
    async (kind) => {
      const { publicKey, privateKey } = keyPair(kind);
      const keys = [publicKey.export({ type: 'spki', format: 'pem' }).toString()];
      const refer = async (registry: Registry, published: PublishedReference): Promise<void> => {
        const { host, name } = parseRepository(published.repository);
        await using client = createRegistryClient(accessOf(registry));
        if (!isOciDigest(published.digest)) throw new TypeError('no digest');
        const payload = signingPayload(`${host}/${name}`, published.digest);
        const signature = sign(kind === 'ed25519' ? null : 'sha256', payload, privateKey).toString('base64');
        const annotations = { [SIGNATURE_ANNOTATION]: signature };
        const manifest: ImageManifest = {
          schemaVersion: 2,
          artifactType: SIGNATURE_ARTIFACT,
          config: await client.pushBlob(name, { mediaType: OCI_EMPTY, bytes: EMPTY_CONTENT }),
          layers: [await client.pushBlob(name, { mediaType: SIGNATURE_PAYLOAD, bytes: payload, annotations })],
          subject: { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: published.digest, size: 1 },
        };
        await client.pushManifest(name, manifest);
      };
      const signatures = { compose: { by: 'key-pair' as const, keys } };
      expect(await judge(refer, { signatures, unsigned: 'refuse' })).toBe('verified');
    },
  );
});

describe('a provenance file', () => {
  let keyring: Keyring;
  let stranger: Keyring;
  beforeAll(async () => {
    [keyring, stranger] = await Promise.all([createKeyring(), createKeyring('Stranger <stranger@fixtures.example>')]);
  });
  afterAll(() => Promise.all([keyring[Symbol.asyncDispose](), stranger[Symbol.asyncDispose]()]));

  async function judge(publishChart: (registry: Registry) => Promise<PublishedReference>): Promise<string> {
    await using folder = await temporaryFolder();
    const ring = join(folder.path, 'keys.gpg');
    await writeFile(ring, keyring.publicKeys);
    await using registry = await startRegistry();
    const published = await publishChart(registry);
    const policy = policyFor([registry], {
      signatures: { helm: { by: 'provenance', keyring: ring } },
      unsigned: 'refuse',
    });
    const verifyProvenance = helmProvenance(await helmProgram('any'));
    await using source = sourceOf(policy, folder.path, { verifyProvenance });
    return await take(source, named(published));
  }

  it('lets a chart pass that somebody on the key ring signed', async () => {
    const packed = await chart();
    const provenance = await signChart(packed, keyring);
    expect(await judge((registry) => publish(accessOf(registry), 'charts/good', packed, { provenance }))).toBe(
      'verified',
    );
  });

  it('is missed where there is none', async () => {
    const packed = await chart();
    expect(await judge((registry) => publish(accessOf(registry), 'charts/good', packed))).toBe('SIGNATURE_MISSING');
  });

  it('is refused where it is of somebody else, or of another chart', async () => {
    const packed = await chart();
    const foreign = await signChart(packed, stranger);
    expect(await judge((registry) => publish(accessOf(registry), 'charts/good', packed, { provenance: foreign }))).toBe(
      'SIGNATURE_INVALID',
    );
    const provenance = await signChart(packed, keyring);
    const tampered = await chart({ files: { 'templates/more.yaml': '# more' } });
    expect(await judge((registry) => publish(accessOf(registry), 'charts/good', tampered, { provenance }))).toBe(
      'SIGNATURE_INVALID',
    );
  });

  it('cannot be demanded of a device that cannot verify it', () => {
    const signatures = { helm: { by: 'provenance' as const, keyring: 'keys.gpg' } };
    expect(() => sourceOf(policyFor([], { signatures }), '/nonexistent')).toThrow('VERIFIER_MISSING: ');
  });
});

function keyPair(kind: 'ed25519' | 'rsa' | 'p-384'): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  return kind === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-384' });
}
