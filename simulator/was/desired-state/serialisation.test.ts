import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isJsonObject, type JsonObject, jsonEquals, parseJson } from '../../protocol/json.ts';
import { canonicalJson } from './canonical-json.ts';
import { archive } from './tar.ts';
import { toYaml } from './yaml.ts';

const reversed = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, isJsonObject(member) ? reversed(member) : member]),
  );

const names = fc.stringMatching(/^[a-z]{1,4}$/);
const leaves = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
);
const documents = fc.dictionary(names, fc.oneof(leaves, fc.dictionary(names, leaves)));

describe('canonical JSON', () => {
  it('has the same bytes for equal values, and says them without loss', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const text = canonicalJson(document);
        expect(canonicalJson(reversed(document))).toBe(text);
        expect(jsonEquals(parseJson(text), document)).toBe(true);
      }),
    );
  });
});

describe('the YAML of a deployment', () => {
  const traps = fc.constantFrom(
    'no',
    'on',
    'Y',
    '~',
    '1:20',
    '0o17',
    '017',
    '1_000',
    '2001-01-01',
    '.5',
    '1e3',
    '- a',
    '',
  );
  const texts = fc.oneof(traps, fc.string({ unit: 'grapheme-ascii', maxLength: 100 }));
  const values = fc.dictionary(names, fc.oneof(texts, fc.boolean(), fc.integer(), fc.array(texts)));

  it.each(['1.1', '1.2'] as const)('says the same to a reader of version %s', (version) => {
    fc.assert(
      fc.property(values, (document) => {
        expect(parse(toYaml(document), { version })).toEqual(JSON.parse(JSON.stringify(document)));
      }),
    );
  });
});

describe('the archive of a bundle', () => {
  it('holds its files as they are, and has the same bytes each time', async () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 1_100 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(bodies, async (contents) => {
        const files = contents.map((body, index) => ({ name: `${index}.yaml`, body: Buffer.from(body) }));
        const bytes = archive(files);
        expect(archive(files).equals(bytes)).toBe(true);
        const found = [];
        const entries = extract();
        Readable.from([gunzipSync(bytes)]).pipe(entries);
        for await (const entry of entries) {
          const chunks: Buffer[] = [];
          for await (const chunk of entry) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
          found.push({ name: entry.header.name, body: Buffer.concat(chunks) });
        }
        expect(found).toEqual(files);
      }),
      { numRuns: 30 },
    );
  });
});
