import { createPublicKey, verify } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RegistryAccess } from '../oci/client/registry-client.ts';
import { COMPOSE_ARTIFACT, COMPOSE_LAYER, HELM_CHART, HELM_PROVENANCE, OCI_EMPTY } from '../oci/media-types.ts';
import { parseHost } from '../oci/reference.ts';
import type { Registry } from '../registry/registry.ts';
import { startRegistry } from '../registry/start-registry.ts';
import { hasGnuPg } from './helm.test-support.ts';
import { packChart } from './pack-chart.ts';
import { packCompose } from './pack-compose.ts';
import { publish } from './publish.ts';
import { createKeyring } from './signing/keyring.ts';
import { signChart } from './signing/provenance.ts';
import { signManifest } from './signing/sign-manifest.ts';
import { createSigningKey, type SigningKey } from './signing/signing-key.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const CHART = join(FIXTURES, 'charts/good');
const APPLICATION = join(FIXTURES, 'compose/good');

const accessTo = ({ host, caPem }: Registry): RegistryAccess => ({ host: parseHost(host), ca: caPem });

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? '').toString('utf8');

const documentOf = (registry: Registry, repository: string, reference: string): unknown =>
  JSON.parse(textOf(registry.storage.manifest(repository, reference)?.bytes));

/** Processes that have the folder in their command line. */
async function agentsOf(home: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.startsWith('gpg-agent') && line.includes(home));
}

describe('a published package', () => {
  it('of Compose has the form that the catalogue asks for (CMP-001 to CMP-003)', async () => {
    await using registry = await startRegistry();
    const application = await packCompose(APPLICATION, { version: '1.2.0' });
    const published = await publish(accessTo(registry), 'compose/good', application);
    expect(published).toMatchObject({ repository: `oci://${registry.host}/compose/good`, revision: '1.2.0' });
    const manifest = documentOf(registry, 'compose/good', '1.2.0');
    expect(manifest).toMatchObject({
      artifactType: COMPOSE_ARTIFACT,
      config: { mediaType: OCI_EMPTY, size: 2 },
      layers: [
        {
          mediaType: COMPOSE_LAYER,
          size: application.archive.length,
          annotations: {
            'org.margo.component.type': 'compose',
            'org.margo.component.version': '1.2.0',
            'org.opencontainers.image.version': '1.2.0',
          },
        },
      ],
    });
    expect(documentOf(registry, 'compose/good', published.digest)).toEqual(manifest);
  });

  it('has the tag that stands for its version, or for another', async () => {
    await using registry = await startRegistry();
    const chart = await packChart(CHART, { version: '1.0.0+build.7' });
    await publish(accessTo(registry), 'charts/good', chart);
    await publish(accessTo(registry), 'charts/good', chart, { revision: '9.0.0' });
    expect(registry.storage.tags('charts/good')).toEqual(['1.0.0_build.7', '9.0.0']);
  });
});

describe.skipIf(!(await hasGnuPg()))('a provenance file (Debian: apt-get install gnupg)', { timeout: 120_000 }, () => {
  it('is readable, names the chart by its digest, and is published beside it', async () => {
    await using registry = await startRegistry();
    await using keyring = await createKeyring();
    const chart = await packChart(CHART);
    const provenance = await signChart(chart, keyring);
    expect(textOf(provenance)).toMatch(/^-----BEGIN PGP SIGNED MESSAGE-----\r?\nHash: SHA512/);
    expect(textOf(provenance)).toMatch(/\n\.\.\.\nfiles:\n {2}good-1\.0\.0\.tgz: sha256:[0-9a-f]{64}\n/);
    await publish(accessTo(registry), 'charts/good', chart, { provenance });
    const layers = [{ mediaType: HELM_CHART }, { mediaType: HELM_PROVENANCE, size: provenance.length }];
    expect(documentOf(registry, 'charts/good', '1.0.0')).toMatchObject({ layers });
  });

  it('leaves no keys and no agent behind', async () => {
    let home = '';
    {
      await using keyring = await createKeyring();
      expect(keyring.fingerprint).toMatch(/^[0-9A-F]{40}$/);
      home = keyring.home;
      expect(await agentsOf(home)).toHaveLength(1);
    }
    await expect.poll(() => agentsOf(home), { timeout: 30_000 }).toEqual([]);
    expect((await readdir(tmpdir())).map((name) => join(tmpdir(), name))).not.toContain(home);
  });
});

describe('the signature of a manifest', () => {
  /** The layers of the signatures of a published manifest, each with whether the key made it. */
  const signaturesOf = (registry: Registry, repository: string, digest: string, key: SigningKey) => {
    const text = JSON.stringify(documentOf(registry, repository, `${digest.replace(':', '-')}.sig`));
    const layer =
      /"digest":"(sha256:[0-9a-f]{64})","size":\d+,"annotations":\{"dev\.cosignproject\.cosign\/signature":"([^"]+)"/g;
    return Array.from(text.matchAll(layer), ([, payloadDigest = '', signature = '']) => {
      const payload = registry.storage.blob(repository, payloadDigest) ?? new Uint8Array();
      const made = verify('sha256', payload, createPublicKey(key.publicKeyPem), Buffer.from(signature, 'base64'));
      return { payload: JSON.parse(textOf(payload)), made };
    });
  };

  const payload = (digest: string, reference: string) => ({
    critical: {
      identity: { 'docker-reference': reference },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    },
    optional: null,
  });

  it('is put beside it as cosign does, together with those that are there', async () => {
    await using registry = await startRegistry();
    const access = accessTo(registry);
    const [key, other] = [createSigningKey(), createSigningKey()];
    const published = await publish(access, 'compose/good', await packCompose(APPLICATION));
    await signManifest(access, published, key);
    await signManifest(access, published, other);
    const said = payload(published.digest, `${registry.host}/compose/good`);
    expect(signaturesOf(registry, 'compose/good', published.digest, key)).toEqual([
      { payload: said, made: true },
      { payload: said, made: false },
    ]);
    expect(signaturesOf(registry, 'compose/good', published.digest, other).map(({ made }) => made)).toEqual([
      false,
      true,
    ]);
  });

  it('can be that of another manifest, or for another repository', async () => {
    await using registry = await startRegistry();
    const access = accessTo(registry);
    const key = createSigningKey();
    const [first, second] = [await packCompose(APPLICATION), await packCompose(APPLICATION, { version: '2.0.0' })];
    const [one, two] = [await publish(access, 'compose/good', first), await publish(access, 'compose/good', second)];
    await signManifest(access, one, key, { digest: two.digest, identity: 'elsewhere.example/compose/good' });
    expect(signaturesOf(registry, 'compose/good', one.digest, key)).toEqual([
      { payload: payload(two.digest, 'elsewhere.example/compose/good'), made: true },
    ]);
    await expect(signManifest(access, one, key, { digest: 'none' })).rejects.toThrow(/^DIGEST_INVALID/);
  });
});
