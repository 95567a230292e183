import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_DESCRIPTOR } from '../../../oci/documents.ts';
import { publish } from '../../../packages/publish.ts';
import { startRegistry } from '../../../registry/start-registry.ts';
import { accessOf, chart, named, policyFor, sourceOf, take, temporaryFolder } from '../testing/stage.test-support.ts';
import { filePins } from './file-pins.ts';

describe('a revision', () => {
  it('stands for the digest that was first seen, also after a restart', async () => {
    await using folder = await temporaryFolder();
    const pins = () => filePins(join(folder.path, 'pins.json'));
    await using registry = await startRegistry();
    const published = await publish(accessOf(registry), 'charts/good', await chart());
    await using source = sourceOf(policyFor([registry]), folder.path, { pins: pins() });
    expect(await take(source, named(published))).toBe('verified');
    await publish(accessOf(registry), 'charts/good', await chart({ files: { 'templates/more.yaml': '' } }));
    expect(await take(source, named(published))).toBe('TAG_MOVED');
    await using restarted = sourceOf(policyFor([registry]), folder.path, { pins: pins() });
    expect(await take(restarted, named(published))).toBe('TAG_MOVED');
    await publish(accessOf(registry), 'charts/good', await chart());
    expect(await take(restarted, named(published))).toBe('verified');
  });

  it('is not pinned to what was refused', async () => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    const other = await publish(accessOf(registry), 'charts/good', await chart({ version: '2.0.0' }), {
      revision: '1.0.0',
    });
    await using source = sourceOf(policyFor([registry]), folder.path);
    expect(await take(source, named(other))).toBe('ARTIFACT_VERSION_MISMATCH');
    const published = await publish(accessOf(registry), 'charts/good', await chart());
    expect(await take(source, named(published))).toBe('verified');
  });

  it('is no longer known where the pins are damaged', async () => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    const published = await publish(accessOf(registry), 'charts/good', await chart());
    await writeFile(join(folder.path, 'pins.json'), '{"pins":{"a":"b"}}');
    await using source = sourceOf(policyFor([registry]), folder.path, {
      pins: filePins(join(folder.path, 'pins.json')),
    });
    expect(await take(source, named(published))).toBe('PINS_DAMAGED');
  });

  it('is kept for each of many that are fetched at once', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'pins.json');
    const pins = filePins(path);
    const { digest } = EMPTY_DESCRIPTOR;
    const tags = Array.from({ length: 20 }, (_, index) => `1.0.${index}`);
    await Promise.all(tags.map((tag) => pins.keep({ repository: 'oci://r.example/a', tag }, digest)));
    for (const tag of tags) expect(await filePins(path).get({ repository: 'oci://r.example/a', tag })).toBe(digest);
  });

  it.each([
    ['helm', ''],
    ['helm', '^1.0.0'],
    ['helm', '1.0.0/../x'],
    ['compose', 'latest'],
    ['compose', 'v1.0.0'],
  ] as const)('is one exact version: %s %j is not', async (type, revision) => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    await using source = sourceOf(policyFor([registry]), folder.path);
    expect(await take(source, named({ repository: `oci://${registry.host}/charts/good`, revision }, type))).toMatch(
      /^(REFERENCE|REVISION)_INVALID$/,
    );
    expect(registry.requests()).toEqual([]);
  });
});
