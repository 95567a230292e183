import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Header, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { readBundle } from './tar-bundle.ts';

interface Planned {
  readonly header: Partial<Header> & { readonly name: string };
  readonly body?: string;
}

async function tarOf(entries: readonly Planned[]): Promise<Buffer> {
  const packer = pack();
  for (const { header, body = '' } of entries) packer.entry(header, body);
  packer.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packer) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const file = (name: string, body: string): Planned => ({ header: { name }, body });

function entriesOf(bytes: Uint8Array) {
  const read = readBundle(bytes);
  if ('wrong' in read) throw new TypeError(JSON.stringify(read.wrong));
  return read.entries.map(({ name, kind, body }) => [name, kind, Buffer.from(body).toString()]);
}

describe('a bundle', () => {
  it('gives its files back, whatever they hold', async () => {
    const contents = fc.array(fc.string({ unit: 'binary', maxLength: 1500 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(contents, async (bodies) => {
        const planned = bodies.map((body, index) => file(`${index}.yaml`, body));
        const archive = gzipSync(await tarOf(planned));
        expect(entriesOf(archive)).toEqual(bodies.map((body, index) => [`${index}.yaml`, 'file', body]));
      }),
    );
  });

  it('can have the root as an entry, ./ in front, pax headers and long names', async () => {
    const long = `${'n'.repeat(150)}.yaml`;
    const archive = await tarOf([
      { header: { name: './', type: 'directory' } },
      { header: { name: './a.yaml', pax: { comment: 'free' } }, body: 'a' },
      file(long, 'b'),
    ]);
    expect(entriesOf(gzipSync(archive))).toEqual([
      ['a.yaml', 'file', 'a'],
      [long, 'file', 'b'],
    ]);
  });

  it('can be of several gzip members', async () => {
    const archive = await tarOf([file('a.yaml', 'a'), file('b.yaml', 'b')]);
    const bytes = Buffer.concat([gzipSync(archive.subarray(0, 700)), gzipSync(archive.subarray(700))]);
    expect(entriesOf(bytes)).toHaveLength(2);
  });

  it('tells files from folders, links and devices', async () => {
    const archive = await tarOf([
      { header: { name: 'sub', type: 'directory' } },
      { header: { name: 'link', type: 'symlink', linkname: '/etc/passwd' } },
      { header: { name: 'hard', type: 'link', linkname: 'a.yaml' } },
      { header: { name: 'pipe', type: 'fifo' } },
    ]);
    expect(entriesOf(gzipSync(archive)).map(([, kind]) => kind)).toEqual(['directory', 'other', 'other', 'other']);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no gzip', Buffer.from('hello')],
    ['gzip of no tar', gzipSync(Buffer.alloc(600, 'x'))],
    ['a bomb', gzipSync(Buffer.alloc(65 * 1024 * 1024))],
  ])('is not %s', async (_what, bytes) => {
    expect(readBundle(bytes)).toMatchObject({ wrong: { ok: false } });
  });

  it('is not half of one', async () => {
    const archive = await tarOf([file('a.yaml', 'a'.repeat(2000))]);
    expect(readBundle(gzipSync(archive.subarray(0, 700)))).toMatchObject({ wrong: { ok: false } });
    expect(readBundle(gzipSync(archive).subarray(0, 40))).toMatchObject({ wrong: { ok: false } });
  });

  it('is read to an end, however its headers were tampered with', async () => {
    const archive = await tarOf([file('a.yaml', 'a'), file('b.yaml', 'b'.repeat(700))]);
    const change = fc.tuple(fc.nat(archive.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.nat(archive.length),
        async (changes, end) => {
          const copy = Buffer.from(archive);
          for (const [at, byte] of changes) copy[at] = byte;
          const read = readBundle(gzipSync(copy.subarray(0, end)));
          expect('entries' in read || 'wrong' in read).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
