import { describe, expect, it } from 'vitest';
import { createRegistryClient } from '../../../oci/client/create-registry-client.ts';
import {
  describe as described,
  EMPTY_CONTENT,
  EMPTY_DESCRIPTOR as empty,
  type ImageManifest,
} from '../../../oci/documents.ts';
import { COMPOSE_ARTIFACT, COMPOSE_LAYER, HELM_CHART, HELM_CONFIG } from '../../../oci/media-types.ts';
import { parseRepository, tagOfRevision } from '../../../oci/reference.ts';
import type { Registry } from '../../../registry/registry.ts';
import { startRegistry } from '../../../registry/start-registry.ts';
import type { ArtifactReference } from '../artifact-source.ts';
import { accessOf, named, policyFor, sourceOf, take, temporaryFolder } from '../testing/stage.test-support.ts';
import { rawArchive } from '../unpack/raw-tar.test-support.ts';

describe('what is no such artifact', () => {
  const annotations = { 'org.margo.component.type': 'compose', 'org.margo.component.version': '1.0.0' };
  const layer = described(COMPOSE_LAYER, EMPTY_CONTENT, annotations);
  const compose: ImageManifest = { schemaVersion: 2, artifactType: COMPOSE_ARTIFACT, config: empty, layers: [layer] };
  const helm: ImageManifest = {
    schemaVersion: 2,
    config: described(HELM_CONFIG, EMPTY_CONTENT),
    layers: [described(HELM_CHART, EMPTY_CONTENT)],
  };
  const annotated = (changes: Readonly<Record<string, string>>): ImageManifest => ({
    ...compose,
    layers: [{ ...layer, annotations: { ...annotations, ...changes } }],
  });

  const wrong: readonly (readonly [string, 'helm' | 'compose', ImageManifest, string])[] = [
    ['a chart instead of an application', 'compose', helm, 'ARTIFACT_TYPE_WRONG'],
    ['an application instead of a chart', 'helm', compose, 'ARTIFACT_TYPE_WRONG'],
    ['another artifact type', 'compose', { ...compose, artifactType: 'application/x-other' }, 'ARTIFACT_TYPE_WRONG'],
    ['no layer', 'compose', { ...compose, layers: [] }, 'ARTIFACT_TYPE_WRONG'],
    ['two layers', 'compose', { ...compose, layers: [layer, layer] }, 'ARTIFACT_TYPE_WRONG'],
    [
      'a layer of another type',
      'compose',
      { ...compose, layers: [{ ...layer, mediaType: HELM_CHART }] },
      'ARTIFACT_TYPE_WRONG',
    ],
    ['a layer without annotations', 'compose', { ...compose, layers: [empty] }, 'ARTIFACT_TYPE_WRONG'],
    [
      'a component of another type',
      'compose',
      annotated({ 'org.margo.component.type': 'helm' }),
      'ARTIFACT_TYPE_WRONG',
    ],
    ['another version', 'compose', annotated({ 'org.margo.component.version': '1.0.1' }), 'ARTIFACT_VERSION_MISMATCH'],
    [
      'another version of the image',
      'compose',
      annotated({ 'org.opencontainers.image.version': '2.0.0' }),
      'ARTIFACT_VERSION_MISMATCH',
    ],
    ['two charts', 'helm', { ...helm, layers: [...helm.layers, ...helm.layers] }, 'ARTIFACT_TYPE_WRONG'],
    ['no chart', 'helm', { ...helm, layers: [] }, 'ARTIFACT_TYPE_WRONG'],
    ['a chart that is no archive', 'helm', helm, 'ARCHIVE_INVALID'],
  ];

  it.each(wrong)('is refused: %s', async (_, type, manifest, code) => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    const reference = await push(registry, manifest, EMPTY_CONTENT);
    await using source = sourceOf(policyFor([registry]), folder.path);
    expect(await take(source, { ...reference, type })).toBe(code);
  });

  const chartFile = (text: string) => rawArchive([{ name: 'good/Chart.yaml', body: text }]);
  const charts: readonly (readonly [string, Uint8Array, string])[] = [
    ['without version', chartFile('apiVersion: v2\nname: good\n'), 'CHART_VERSION_MISSING'],
    ['with an empty version', chartFile('name: good\nversion: ""\n'), 'CHART_VERSION_MISSING'],
    ['of another version', chartFile('name: good\nversion: 1.0.1\n'), 'ARTIFACT_VERSION_MISMATCH'],
    ['of another name', chartFile('name: other\nversion: 1.0.0\n'), 'CHART_NAME_MISMATCH'],
    ['whose description is a list', chartFile('- name: good\n'), 'CHART_INVALID'],
    ['whose description is no YAML', chartFile('name: [good\n'), 'CHART_INVALID'],
    ['without description', rawArchive([{ name: 'good/values.yaml', body: '' }]), 'CHART_INVALID'],
    [
      'with two descriptions',
      rawArchive(
        ['good', './good'].map((name) => ({ name: `${name}/Chart.yaml`, body: 'name: good\nversion: 1.0.0\n' })),
      ),
      'CHART_INVALID',
    ],
    ['that is put elsewhere', rawArchive([{ name: '../Chart.yaml', body: 'name: good\n' }]), 'ARCHIVE_UNSAFE'],
    ['that bursts', rawArchive([{ name: 'good/zeros', body: Buffer.alloc(4 * 2 ** 20) }]), 'ARCHIVE_TOO_LARGE'],
  ];

  it.each(charts)('is refused: a chart %s', async (_, archive, code) => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    const manifest: ImageManifest = { ...helm, layers: [described(HELM_CHART, archive)] };
    const reference = await push(registry, manifest, archive);
    await using source = sourceOf(policyFor([registry]), folder.path);
    expect(await take(source, reference)).toBe(code);
  });

  it('is refused before it is asked for: a chart of 100 MB', async () => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    const manifest: ImageManifest = {
      ...helm,
      layers: [{ ...described(HELM_CHART, EMPTY_CONTENT), size: 100 * 2 ** 20 }],
    };
    const reference = await push(registry, manifest, EMPTY_CONTENT);
    await using source = sourceOf(policyFor([registry]), folder.path);
    expect(await take(source, reference)).toBe('ARTIFACT_TOO_LARGE');
    expect(registry.requests().filter(({ method, target }) => method === 'GET' && target.includes('/blobs/'))).toEqual(
      [],
    );
  });
});

/** Pushes a manifest whose every blob has the same content. */
async function push(registry: Registry, manifest: ImageManifest, bytes: Uint8Array): Promise<ArtifactReference> {
  const repository = `oci://${registry.host}/charts/good`;
  const { name } = parseRepository(repository);
  await using client = createRegistryClient(accessOf(registry));
  for (const content of [EMPTY_CONTENT, bytes]) await client.pushBlob(name, { mediaType: 'a/b', bytes: content });
  await client.pushManifest(name, manifest, tagOfRevision('1.0.0'));
  return named({ repository, revision: '1.0.0' });
}
