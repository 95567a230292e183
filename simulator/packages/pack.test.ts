import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip, gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { BROKEN_CHARTS } from './hostile/charts.ts';
import { HOSTILE_ARCHIVES } from './hostile/index.ts';
import { packChart } from './pack-chart.ts';
import { packCompose } from './pack-compose.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const CHART = join(FIXTURES, 'charts/good');
const APPLICATION = join(FIXTURES, 'compose/good');

interface Found {
  readonly type: string;
  readonly mode: number;
  readonly target: string;
  readonly text: string;
}

/** The entries of an archive by path, read with a library. */
async function unpacked(archive: Uint8Array): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  const entries = Readable.from([archive]).pipe(createGunzip()).pipe(extract());
  for await (const entry of entries) {
    const { name, type, mode, linkname } = entry.header;
    found.set(name, { type: String(type), mode: mode ?? 0, target: linkname ?? '', text: await text(entry) });
  }
  return found;
}

describe('a packed chart', () => {
  it('is one directory of its name, with the version and the values that were asked for', async () => {
    const chart = await packChart(CHART, { version: '2.1.0', values: { image: 'localhost/other:1', a: { b: 1 } } });
    const entries = await unpacked(chart.archive);
    expect([...entries.keys()].every((path) => path.startsWith('good/'))).toBe(true);
    expect(parse(entries.get('good/Chart.yaml')?.text ?? '')).toMatchObject({ name: 'good', version: '2.1.0' });
    expect(parse(entries.get('good/values.yaml')?.text ?? '')).toMatchObject({
      image: 'localhost/other:1',
      a: { b: 1 },
    });
    expect(chart).toMatchObject({ kind: 'helm', name: 'good', version: '2.1.0', metadata: { version: '2.1.0' } });
  });

  it('has values that are merged as deep as mappings go', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waspect-chart-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: merged\nversion: 1.0.0\n');
    await writeFile(join(folder, 'values.yaml'), 'a: {keep: 1, list: [1, 2]}\nb: text\n');
    const { archive } = await packChart(folder, { values: { a: { list: [3], more: null }, b: { now: 'mapping' } } });
    const values: unknown = parse((await unpacked(archive)).get('merged/values.yaml')?.text ?? '');
    expect(values).toEqual({ a: { keep: 1, list: [3], more: null }, b: { now: 'mapping' } });
  });

  it('is the same bytes each time', async () => {
    const [first, second] = [await packChart(CHART), await packChart(CHART)];
    expect(Buffer.from(first.archive)).toEqual(Buffer.from(second.archive));
    expect(Buffer.from((await packChart(CHART, { version: '1.0.1' })).archive)).not.toEqual(Buffer.from(first.archive));
  });

  it('is not made of a folder without a chart', async () => {
    await expect(packChart(APPLICATION)).rejects.toThrow(/^CHART_INVALID: Chart.yaml is missing/);
    await expect(packChart(CHART, { files: { 'Chart.yaml': 'name: nameless' } })).rejects.toThrow(/^CHART_INVALID/);
    await expect(packChart(CHART, { files: { 'values.yaml': '[1]' } })).rejects.toThrow(/^CHART_INVALID: values.yaml/);
  });
});

describe('a packed Compose application', () => {
  it('is one directory with compose.yaml (CMP-004)', async () => {
    const application = await packCompose(APPLICATION, { name: 'pump', files: { 'settings.env': 'A=1\n' } });
    const entries = await unpacked(application.archive);
    expect([...entries.keys()].map((path) => path.split('/')[0])).toEqual([...entries].map(() => 'pump'));
    expect(entries.get('pump/settings.env')).toMatchObject({ text: 'A=1\n', mode: 0o644 });
    expect(entries.has('pump/compose.yaml')).toBe(true);
    expect(application).toMatchObject({ kind: 'compose', name: 'pump', version: '1.0.0' });
  });

  it('is not made of a folder without one', async () => {
    await expect(packCompose(CHART)).rejects.toThrow(/^COMPOSE_INVALID/);
  });
});

describe('a broken chart', () => {
  const description = async (hostile: string): Promise<unknown> => {
    const { archive } = await packChart(CHART, { hostile });
    return parse((await unpacked(archive)).get('good/Chart.yaml')?.text ?? '');
  };

  it('says of itself what it is not published as', async () => {
    expect(await description('chart-without-description')).toBeNull();
    expect(await description('chart-without-version')).not.toHaveProperty('version');
    expect(await description('chart-of-another-name')).toMatchObject({ name: 'another', version: '1.0.0' });
    expect(await description('chart-of-another-version')).toMatchObject({ name: 'good', version: '99.0.0' });
  });

  it('can be too large, and the same each time', async () => {
    const [first, second] = [
      await packChart(CHART, { hostile: 'chart-of-100-mb' }),
      await packChart(CHART, { hostile: 'chart-of-100-mb' }),
    ];
    expect(first.archive.length).toBeGreaterThan(100 * 1024 * 1024);
    expect(Buffer.from(first.archive).equals(second.archive)).toBe(true);
  });
});

describe('a hostile archive', () => {
  const ids = HOSTILE_ARCHIVES.map(({ id }) => id);
  const all = [...HOSTILE_ARCHIVES, ...BROKEN_CHARTS].map(({ id }) => id);
  const readable = (hostile: string) => packCompose(APPLICATION, { hostile }).then(({ archive }) => unpacked(archive));

  it('has a name of its own', () => {
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(ids)('%s is not the sound one, and small', async (hostile) => {
    const [sound, { archive }] = [await packCompose(APPLICATION), await packCompose(APPLICATION, { hostile })];
    expect(Buffer.from(archive)).not.toEqual(Buffer.from(sound.archive));
    expect(archive.length).toBeLessThan(2 * 1024 * 1024);
  });

  it.each([
    ['symlink-out', 'good/password', { type: 'symlink', target: expect.stringMatching(/^(\.\.\/)+etc\/passwd$/) }],
    ['symlink-absolute', 'good/password', { type: 'symlink', target: '/etc/passwd' }],
    ['symlink-written-through', 'good/shelf', { type: 'symlink', target: '../..' }],
    ['hard-link-out', 'good/password', { type: 'link', target: expect.stringMatching(/^(\.\.\/)+etc\/passwd$/) }],
    ['absolute-path', '/tmp/waspect-hostile-archive', { type: 'file' }],
    ['parent-path', `good/${'../'.repeat(16)}tmp/waspect-hostile-archive`, { type: 'file' }],
    ['two-directories', 'second/compose.yaml', { type: 'file' }],
    ['compose-yml', 'good/compose.yml', { type: 'file' }],
    ['device-node', 'good/random', { type: 'character-device' }],
    ['fifo', 'good/pipe', { type: 'fifo' }],
    ['setuid-file', 'good/setuid', { type: 'file', mode: 0o4777 }],
  ])('%s has %s', async (hostile, path, entry) => {
    expect((await readable(hostile)).get(path)).toMatchObject(entry);
  });

  it('gzip-bomb unpacks to more than anybody wants', async () => {
    const { archive } = await packCompose(APPLICATION, { hostile: 'gzip-bomb' });
    expect(() => gunzipSync(archive, { maxOutputLength: 64 * 1024 * 1024 })).toThrow(/larger than/);
  });

  it('can also be made of a chart, and is known by its name only', async () => {
    expect((await unpacked((await packChart(CHART, { hostile: 'fifo' })).archive)).has('good/pipe')).toBe(true);
    await expect(packChart(CHART, { hostile: 'painted' })).rejects.toThrow(/^HOSTILE_UNKNOWN: .*gzip-bomb/);
  });
});
