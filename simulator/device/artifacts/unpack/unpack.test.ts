import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pax, type RawEntry, rawArchive, rawTar } from './raw-tar.test-support.ts';
import { type UnpackedApplication, type UnpackOptions, unpackComposeArchive } from './unpack.ts';

const good: readonly RawEntry[] = [
  { name: 'app/', flag: '5', mode: 0o777 },
  { name: 'app/compose.yaml', body: 'services: {}\n', mode: 0o600 },
];

describe('unpacking a Compose application', () => {
  let folder: string;
  let count: number;
  beforeEach(async () => {
    count = 0;
    folder = await mkdtemp(join(tmpdir(), 'waspect-unpack-'));
    await writeFile(join(folder, 'witness'), 'untouched');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function unpack(archive: Uint8Array, options?: UnpackOptions): Promise<UnpackedApplication> {
    const place = join(folder, `${count++}`);
    await mkdir(place);
    await writeFile(join(place, 'archive'), archive);
    return unpackComposeArchive(join(place, 'archive'), join(place, 'out'), options);
  }

  const outcome = async (archive: Uint8Array, options?: UnpackOptions): Promise<string> => {
    const [code = ''] = (await unpack(archive, options).then(() => 'unpacked', String))
      .replace('DeviceError: ', '')
      .split(':');
    const left = await readdir(join(folder, `${count - 1}`));
    expect(left.sort()).toEqual(code === 'unpacked' ? ['archive', 'out'] : ['archive']);
    return code;
  };

  it('gives the application with modes that are its own business no longer', async () => {
    const { name, directory, composeFile } = await unpack(
      rawArchive([
        ...good,
        { name: 'app/run.sh', mode: 0o6755, body: '#!' },
        { name: './app/conf/a.env', mode: 0o1666, body: 'A=1' },
      ]),
    );
    expect(name).toBe('app');
    expect(await readFile(composeFile, 'utf8')).toBe('services: {}\n');
    expect(await readFile(join(directory, 'conf', 'a.env'), 'utf8')).toBe('A=1');
    const mode = async (path: string): Promise<number> => (await lstat(join(directory, path))).mode & 0o7777;
    expect(await Promise.all(['.', 'compose.yaml', 'run.sh', 'conf', 'conf/a.env'].map(mode))).toEqual([
      0o755, 0o644, 0o755, 0o755, 0o644,
    ]);
  });

  it('keeps links that stay inside', async () => {
    const { directory } = await unpack(
      rawArchive([
        ...good,
        { name: 'app/here', flag: '2', link: './conf/../compose.yaml' },
        { name: 'app/same.yaml', flag: '1', link: 'app/compose.yaml' },
        { name: 'app/conf/up', flag: '2', link: '..' },
      ]),
    );
    expect(await readlink(join(directory, 'here'))).toBe('./conf/../compose.yaml');
    expect(await readFile(join(directory, 'conf', 'up', 'same.yaml'), 'utf8')).toBe('services: {}\n');
  });

  it('takes long names from pax headers', async () => {
    const long = `app/${'n'.repeat(150)}`;
    const { directory } = await unpack(rawArchive([...good, pax({ path: long }), { name: 'short', body: 'x' }]));
    expect(await readFile(join(directory, 'n'.repeat(150)), 'utf8')).toBe('x');
  });

  const hostile: readonly (readonly [string, readonly RawEntry[]])[] = [
    ['a path upwards', [{ name: 'app/../../evil', body: 'x' }]],
    ['a path upwards that comes back', [{ name: 'app/../app/evil', body: 'x' }]],
    ['an absolute path', [{ name: '/etc/evil', body: 'x' }]],
    ['an absolute path in a pax header', [pax({ path: '/etc/evil' }), { name: 'app/x', body: 'x' }]],
    ['a drive letter', [{ name: 'C:/evil', body: 'x' }]],
    ['backslashes', [{ name: 'app\\..\\evil', body: 'x' }]],
    ['a control character', [{ name: 'app/a\nb', body: 'x' }]],
    ['a name that is no UTF-8', [{ name: Buffer.from([0x61, 0x70, 0x70, 0x2f, 0xff]), body: 'x' }]],
    ['a link upwards', [{ name: 'app/l', flag: '2', link: '../../evil' }]],
    ['a link that leaves and comes back', [{ name: 'app/l', flag: '2', link: '../app/compose.yaml' }]],
    ['an absolute link', [{ name: 'app/l', flag: '2', link: '/etc/passwd' }]],
    ['a link to nothing', [{ name: 'app/l', flag: '2', link: '' }]],
    [
      'a link that leads out through another',
      [
        { name: 'app/a/b/c/s', flag: '2', link: '../../..' },
        { name: 'app/t', flag: '2', link: 'a/b/c/s/../..' },
      ],
    ],
    [
      'a file below a link',
      [
        { name: 'app/l', flag: '2', link: 'conf' },
        { name: 'app/l/x', body: 'x' },
      ],
    ],
    [
      'a link where files were',
      [
        { name: 'app/l/x', body: 'x' },
        { name: 'app/l', flag: '2', link: '.' },
      ],
    ],
    ['a hard link to the machine', [{ name: 'app/h', flag: '1', link: '../witness' }]],
    ['a hard link to nothing', [{ name: 'app/h', flag: '1', link: 'app/nothing' }]],
    [
      'a hard link to a link',
      [
        { name: 'app/l', flag: '2', link: 'compose.yaml' },
        { name: 'app/h', flag: '1', link: 'app/l' },
      ],
    ],
    ['a device', [{ name: 'app/null', flag: '3' }]],
    ['a pipe', [{ name: 'app/pipe', flag: '6' }]],
    ['a kind that nobody knows', [{ name: 'app/x', flag: 'S', body: 'x' }]],
    ['one name twice', [{ name: 'app/compose.yaml', body: 'x' }]],
    ['one name in two cases', [{ name: 'app/Compose.YAML', body: 'x' }]],
    ['one directory in two cases', [{ name: 'app/a/x' }, { name: 'app/A/y' }]],
    ['one name in two Unicode forms', [{ name: 'app/\u00e9' }, { name: 'app/e\u0301' }]],
  ];

  it.each(hostile)('refuses %s, and writes nothing', async (_, entries) => {
    expect(await outcome(rawArchive([...good, ...entries]))).toBe('ARCHIVE_UNSAFE');
  });

  const wrong: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', rawArchive([])],
    ['no compose.yaml', rawArchive([{ name: 'app/docker-compose.yml' }])],
    ['compose.yaml at the root', rawArchive([{ name: 'compose.yaml' }])],
    ['compose.yaml further down', rawArchive([{ name: 'app/x/compose.yaml' }])],
    [
      'a compose.yaml that is a link',
      rawArchive([{ name: 'app/x' }, { name: 'app/compose.yaml', flag: '2', link: 'x' }]),
    ],
    ['two directories', rawArchive([...good, { name: 'other/x' }])],
    ['a file beside the directory', rawArchive([...good, { name: 'README' }])],
    ['text', Buffer.from('no archive')],
    ['gzip of text', gzipSync('no archive')],
    ['tar without gzip', rawTar(good)],
    [
      'half an archive',
      rawArchive([...good, { name: 'app/noise', body: createHash('sha512').update('').digest() }]).subarray(0, -40),
    ],
    ['an archive that ends within a file', gzipSync(rawTar([...good, { name: 'app/x', size: 5000 }]))],
  ];

  it.each(wrong)('refuses %s', async (_, archive) => {
    expect(await outcome(archive)).toBe('ARCHIVE_INVALID');
  });

  it('bounds entries, sizes and what comes out of the compression', async () => {
    const zeros = rawArchive([...good, { name: 'app/zeros', body: Buffer.alloc(4 * 2 ** 20) }]);
    expect(zeros.length).toBeLessThan(20_000);
    expect(await outcome(zeros)).toBe('ARCHIVE_TOO_LARGE');
    expect(await outcome(zeros, { limits: { ratio: 10_000 } })).toBe('unpacked');
    expect(await outcome(rawArchive(good), { limits: { entries: 1 } })).toBe('ARCHIVE_TOO_LARGE');
    expect(await outcome(rawArchive(good), { limits: { fileBytes: 3 } })).toBe('ARCHIVE_TOO_LARGE');
    expect(await outcome(rawArchive(good), { limits: { unpackedBytes: 512 } })).toBe('ARCHIVE_TOO_LARGE');
    expect(await outcome(rawArchive([{ ...pax({ path: `app/${'x'.repeat(900_000)}` }) }, ...good]))).toBe(
      'ARCHIVE_UNSAFE',
    );
  });

  it('stops where it is told to', async () => {
    await expect(unpack(rawArchive(good), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });

  it('leaves a folder alone that is there', async () => {
    await writeFile(join(folder, 'archive'), rawArchive(good));
    await expect(unpackComposeArchive(join(folder, 'archive'), join(folder, 'witness'))).rejects.toThrow(
      'ARCHIVE_NOT_WRITTEN',
    );
    expect(await readFile(join(folder, 'witness'), 'utf8')).toBe('untouched');
  });

  const part = fc.constantFrom('app', 'App', '..', '.', '', 'a', 'b', 'l', 'compose.yaml', '/', '\0', '\\', 'C:');
  const wildPath = fc.oneof(
    { weight: 3, arbitrary: fc.array(part, { maxLength: 5 }).map((parts) => parts.join('/')) },
    { weight: 3, arbitrary: fc.array(part, { maxLength: 4 }).map((parts) => ['app', ...parts].join('/')) },
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constant('/etc/passwd'),
  );
  const wild: fc.Arbitrary<RawEntry> = fc.record(
    {
      name: wildPath,
      flag: fc.constantFrom('0', '1', '2', '3', '5', '6', '7', 'L', 'K', 'x', 'g', 'S', '\0'),
      link: wildPath,
      mode: fc.integer({ min: 0, max: 0o7777 }),
      body: fc.oneof(wildPath, fc.uint8Array({ maxLength: 600 })),
      size: fc.oneof(fc.nat(2000), fc.constant(2 ** 33 - 1)),
    },
    { requiredKeys: ['name'] },
  );
  // Nearly sound, so that most of it comes as far as the links, which is where it becomes difficult.
  const depth = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const target = fc
    .array(fc.constantFrom('a', 'b', '..'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'));
  const likely: fc.Arbitrary<RawEntry> = fc
    .oneof(
      fc.record({ name: depth, body: fc.constantFrom('', 'x'), mode: fc.integer({ min: 0, max: 0o7777 }) }),
      fc.record({ name: depth, flag: fc.constant('5') }),
      { weight: 4, arbitrary: fc.record({ name: depth, flag: fc.constant('2'), link: target }) },
      fc.record({ name: depth, flag: fc.constant('1'), link: depth.map((path) => `app/${path}`) }),
    )
    .map((entry) => ({ ...entry, name: `app/${entry.name}` }));

  // What looks contained and is not: `..` behind a link means another place than it seems.
  const up = fc.integer({ min: 1, max: 3 }).map((steps) => Array(steps).fill('..').join('/'));
  const chained = fc
    .record({ name: depth, link: up, beyond: up })
    .map(({ name, link, beyond }): readonly RawEntry[] => [
      { name: `app/${name}`, flag: '2', link },
      { name: 'app/z', flag: '2', link: `${name}/${beyond}` },
    ]);

  it('writes nothing outside of its folder, whatever the archive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(
            fc.oneof(
              wild,
              wildPath.map((text) => pax({ path: text })),
            ),
            { maxLength: 6 },
          ),
          fc.array(likely, { maxLength: 5 }).map((entries) => [...good, ...entries]),
          fc.tuple(chained, fc.array(likely, { maxLength: 2 })).map((parts) => [...good, ...parts.flat()]),
          fc.tuple(fc.array(likely, { maxLength: 3 }), wild).map(([entries, last]) => [...good, ...entries, last]),
        ),
        async (entries) => {
          try {
            const code = await outcome(rawArchive(entries));
            expect(code).toMatch(/^(unpacked|ARCHIVE_(UNSAFE|INVALID|TOO_LARGE))$/);
            if (code === 'unpacked') await expectContained(join(folder, `${count - 1}`, 'out'));
          } finally {
            await rm(join(folder, `${count - 1}`), { recursive: true });
          }
          expect(await readdir(folder)).toEqual(['witness']);
          expect(await readFile(join(folder, 'witness'), 'utf8')).toBe('untouched');
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** No link leads out of the one directory, and nothing but files, folders and links is in it. */
async function expectContained(folder: string): Promise<void> {
  const [top = '', ...others] = await readdir(folder);
  expect(others).toEqual([]);
  const root = join(folder, top);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    expect(entry.isFile() || entry.isDirectory() || entry.isSymbolicLink()).toBe(true);
    const real = await walk(root, relative(root, join(entry.parentPath, entry.name)).split('/'));
    expect(`${real}/`.startsWith(`${root}/`)).toBe(true);
  }
}

/** Where a path leads, as the system walks it; also where nothing is there. At most so many links, as some go in circles. */
async function walk(at: string, names: readonly string[], links = 40): Promise<string> {
  const [name, ...rest] = names;
  if (name === undefined || links === 0) return at;
  const next = join(at, name);
  const target = await readlink(next).catch(() => null);
  return target === null ? walk(next, rest, links) : walk(at, [...target.split('/'), ...rest], links - 1);
}
