import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { architectureOf, findBusybox } from './busybox.ts';
import { buildWorkloadImage } from './workload-image.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waspect-image-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** An ELF program of 64 bits with a single program header. */
function program({ machine = 62, segment = 1 } = {}): Buffer {
  const bytes = Buffer.alloc(64 + 56 + 32);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(1, 56);
  bytes.writeUInt32LE(segment, 64);
  return bytes;
}

const written = async (name: string, bytes: Uint8Array): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
};

const unpacked = async (archive: Uint8Array): Promise<ReadonlyMap<string, { linkname: string; bytes: Buffer }>> => {
  const files = new Map<string, { linkname: string; bytes: Buffer }>();
  const entries = extract();
  entries.end(archive);
  for await (const entry of entries)
    files.set(entry.header.name, { linkname: entry.header.linkname ?? '', bytes: await buffer(entry) });
  return files;
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the workload image', () => {
  it('holds busybox, links for its commands, and digests that are right', async () => {
    const busybox = program({ machine: 183 });
    const { archive, reference } = await buildWorkloadImage({ busybox: await written('arm', busybox) });
    const files = await unpacked(archive);
    const layer = files.get('layer.tar')?.bytes ?? Buffer.of();
    const [manifest] = JSON.parse(files.get('manifest.json')?.bytes.toString() ?? '[]');
    expect(manifest).toMatchObject({ RepoTags: [reference], Layers: ['layer.tar'] });
    const config = files.get(manifest.Config)?.bytes ?? Buffer.of();
    expect(manifest.Config).toBe(`${sha256(config)}.json`);
    expect(JSON.parse(config.toString())).toMatchObject({
      architecture: 'arm64',
      rootfs: { diff_ids: [`sha256:${sha256(layer)}`] },
    });
    const inside = await unpacked(layer);
    expect(inside.get('bin/busybox')?.bytes).toEqual(busybox);
    for (const command of ['sh', 'httpd', 'sleep', 'cat', 'ls', 'echo', 'wget', 'env', 'false', 'true'])
      expect(inside.get(`bin/${command}`)?.linkname).toBe('busybox');
  });

  it('is the same bytes each time', async () => {
    const busybox = await written('same', program());
    const [first, second] = [await buildWorkloadImage({ busybox }), await buildWorkloadImage({ busybox })];
    expect(Buffer.from(first.archive).equals(second.archive)).toBe(true);
  });
});

describe('the busybox in it', () => {
  it('is known by what it runs on', async () => {
    expect(await architectureOf(await written('static', program()))).toBe('amd64');
  });

  it.each([
    ['a dynamic one', program({ segment: 3 }), /^BUSYBOX_DYNAMIC: .*apt-get install busybox-static/],
    ['one for another machine', program({ machine: 8 }), /^BUSYBOX_UNREADABLE: /],
    ['a script', Buffer.from('#!/bin/sh\n'), /^BUSYBOX_UNREADABLE: /],
    ['an empty file', Buffer.of(), /^BUSYBOX_UNREADABLE: /],
  ])('is refused where it is %s', async (name, bytes, message) => {
    const busybox = await written(name.replaceAll(' ', '-'), bytes);
    await expect(buildWorkloadImage({ busybox })).rejects.toThrow(message);
  });

  it('is refused where it is missing', async () => {
    await expect(architectureOf(join(folder, 'none'))).rejects.toThrow(/^BUSYBOX_MISSING: /);
  });

  it('is found on PATH, the first that is static', async () => {
    await written('busybox', program());
    expect(await findBusybox(`${join(folder, 'nowhere')}:${folder}`)).toBe(join(folder, 'busybox'));
  });
});
