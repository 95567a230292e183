import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createIntermediate, createRoot } from '../../pki/authority.ts';
import { certificateFacts } from '../../pki/certificate-facts.ts';
import { certificateBlocks } from '../../pki/pem.ts';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import { issueSvid } from '../../pki/svid.ts';
import { openPack, packIdentities, packSlice, rowsOf } from './identity-pack.ts';
import { openIdentities } from './open-identities.ts';
import { readPack, writePack } from './pack-file.ts';
import { type PrepareOptions, prepareIdentities } from './prepare-identities.ts';
import { readyIdentities } from './ready-identities.ts';
import { storedIdentities } from './stored-identities.ts';

const realm = { trustDomain: 'factory.example', wfmId: 'wfm-1' };
const HOUR = 3_600_000;
let issuer: Authority;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identities-'));
  issuer = await createIntermediate(await createRoot({ name: 'Root', trustDomain: realm.trustDomain }), {
    name: 'Plant',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = (more: Partial<PrepareOptions> = {}): PrepareOptions => ({
  issuer,
  realm,
  name: 'plant',
  nonce: 'n1',
  devices: 7,
  until: Date.now() + HOUR,
  keyCache: null,
  ...more,
});
const keysOf = async (prepared: PrepareOptions): Promise<string[]> => {
  const source = await openIdentities((await prepareIdentities(prepared)).buffer, null);
  return Array.from({ length: source.size }, (_, device) => source.credential(device).keyPem);
};

describe('prepared identities', () => {
  it('are one for each device, named for the run, with key and intermediates', async () => {
    const heard: number[] = [];
    const pack = await prepareIdentities(options({ onProgress: (done) => heard.push(done) }));
    const source = await openIdentities(pack.buffer, null);
    expect([source.size, heard]).toEqual([7, [7]]);
    const keys = new Set<string>();
    for (let device = 0; device < 7; device++) {
      const { chainPem, keyPem } = source.credential(device);
      const [leaf = '', above] = certificateBlocks(chainPem);
      expect(source.clientId(device)).toBe(`plant-n1-${device}`);
      expect(certificateFacts(leaf)).toMatchObject({
        uriSans: [clientSpiffeId(realm.trustDomain, realm.wfmId, `plant-n1-${device}`)],
        subject: `CN=plant-n1-${device}`,
      });
      expect(above).toBe(issuer.certificatePem);
      expect(new X509Certificate(leaf).checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
      keys.add(keyPem);
    }
    expect(keys.size).toBe(7);
    expect(() => source.credential(7)).toThrow(RangeError);
  });

  it('keep their keys for the next run of the same fleet, and for no other', async () => {
    const keyCache = join(folder, 'cache');
    const first = await keysOf(options({ keyCache }));
    expect(await keysOf(options({ keyCache, nonce: 'n2', devices: 5 }))).toEqual(first.slice(0, 5));
    expect((await keysOf(options({ keyCache, nonce: 'n3', devices: 9 }))).slice(0, 7)).toEqual(first);
    expect(await keysOf(options({ keyCache: null }))).not.toEqual(first);
    expect(await keysOf(options({ keyCache, name: 'other' }))).not.toEqual(first);
    for (const name of await readdir(keyCache)) expect((await stat(join(keyCache, name))).mode & 0o777).toBe(0o600);
  });

  it('are made anew where what was kept is damaged', async () => {
    const keyCache = join(folder, 'damaged');
    const first = await keysOf(options({ keyCache }));
    const [file = ''] = await readdir(keyCache);
    await writeFile(join(keyCache, file), (await readFile(join(keyCache, file))).subarray(0, -3));
    const second = await keysOf(options({ keyCache }));
    expect(second).toHaveLength(7);
    expect(second).not.toEqual(first);
    expect(await keysOf(options({ keyCache }))).toEqual(second);
  });

  it('may be none at all', async () => {
    expect((await openIdentities((await prepareIdentities(options({ devices: 0 }))).buffer, null)).size).toBe(0);
  });

  it('are refused by an issuer that ends before they may, and by names that are no part of a SPIFFE ID', async () => {
    const short = await createRoot({ name: 'Short', notAfter: new Date(Date.now() + HOUR) });
    await expect(prepareIdentities(options({ issuer: short, until: Date.now() + 2 * HOUR }))).rejects.toThrow(
      /^FLEET_ISSUER_TOO_SHORT: /,
    );
    await expect(prepareIdentities(options({ name: 'a/b' }))).rejects.toThrow(/^SPIFFE_ID_INVALID: /);
  });

  it('stop being made when nobody wants them any more', async () => {
    await expect(prepareIdentities(options({ signal: AbortSignal.abort() }))).rejects.toThrow(/abort/);
  });
});

describe('a pack', () => {
  it('says what was packed, also in slices, by the numbers of the fleet', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    const record = fc.record({ clientId: fc.string({ unit: 'binary' }), pkcs8: bytes, chain: bytes });
    const slicing = fc
      .integer({ min: 1, max: 5 })
      .chain((of) => fc.record({ of: fc.constant(of), index: fc.nat(of - 1) }));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), slicing, (records, slice) => {
        const header = {
          devices: records.length,
          name: 'n',
          nonce: 'o',
          realm,
          issuer: null,
          chainPem: '',
          notAfter: '',
        };
        const whole = packIdentities({ ...header, slice: { index: 0, of: 1 } }, records);
        const part = openPack(packSlice(whole, slice), true);
        expect(part.header).toMatchObject({ ...header, slice });
        expect(part.rows).toBe(rowsOf(records.length, slice));
        const own = records.filter((_, device) => device % slice.of === slice.index);
        expect(Array.from({ length: part.rows }, (_, row) => part.record(row))).toEqual(own);
      }),
      { numRuns: 40 },
    );
  });

  it('opens for a part of the fleet on another machine', async () => {
    const pack = await prepareIdentities(options());
    const whole = await openIdentities(pack.buffer, issuer);
    const part = await openIdentities(packSlice(pack, { index: 1, of: 3 }), issuer);
    expect([1, 4].map((device) => part.credential(device))).toEqual([1, 4].map((device) => whole.credential(device)));
    expect(() => part.credential(2)).toThrow(RangeError);
  });

  it('is not taken when a byte of it is another, or missing', async () => {
    const file = join(folder, 'flipped');
    writePack(file, await prepareIdentities(options({ devices: 2 })));
    const good = await readFile(file);
    expect(readPack(file).rows).toBe(2);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, flip) => {
        const bad = flip === 0 ? good.subarray(0, at) : Buffer.from(good);
        if (flip > 0) bad[at] = (bad[at] ?? 0) ^ flip;
        expect(() => openPack(bad, true)).toThrow(/^FLEET_IDENTITIES_UNREADABLE: /);
      }),
    );
  });
});

describe('identities of a file', () => {
  it('are those that were prepared, client ids included, and readable by their owner only', async () => {
    const file = join(folder, 'ahead', 'fleet.identities');
    const pack = await prepareIdentities(options());
    writePack(file, pack);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'ahead'))).toEqual(['fleet.identities']);
    const stored = await storedIdentities({ file, devices: 6, realm, until: Date.now() + HOUR, issuer: null });
    expect(Buffer.from(stored.buffer).equals(Buffer.from(pack.buffer))).toBe(true);
  });

  it('are renewed by their issuer with the same keys and names when they would end too early', async () => {
    const file = join(folder, 'early');
    const pack = await prepareIdentities(options());
    writePack(file, pack);
    const asked = { file, devices: 7, realm, until: Date.now() + 48 * HOUR };
    for (const other of [null, await createRoot({ name: 'Other' })]) {
      await expect(storedIdentities({ ...asked, issuer: other })).rejects.toThrow(/^FLEET_IDENTITIES_EXPIRED: /);
    }
    const renewed = await storedIdentities({ ...asked, issuer });
    expect(readPack(file).header).toEqual(renewed.header);
    const [before, after] = [await openIdentities(pack.buffer, null), await openIdentities(renewed.buffer, null)];
    expect([after.clientId(3), after.credential(3).keyPem]).toEqual([before.clientId(3), before.credential(3).keyPem]);
    expect(certificateFacts(after.credential(3).chainPem).notAfter.getTime()).toBeGreaterThanOrEqual(
      asked.until - 1000,
    );
  });

  it('are refused when there are too few, when they are for another WFM, and when there is no file', async () => {
    const file = join(folder, 'refused');
    writePack(file, await prepareIdentities(options()));
    const asked = { file, devices: 7, realm, until: Date.now(), issuer: null };
    await expect(storedIdentities({ ...asked, devices: 8 })).rejects.toThrow(
      /^FLEET_IDENTITIES_TOO_FEW: .*refused: 7 identities for 8 devices/,
    );
    const elsewhere = { ...realm, wfmId: 'wfm-2' };
    await expect(storedIdentities({ ...asked, realm: elsewhere })).rejects.toThrow(
      /^FLEET_IDENTITIES_FOREIGN: .*wfm-2/,
    );
    await expect(storedIdentities({ ...asked, file: join(folder, 'none') })).rejects.toThrow(
      /^FLEET_IDENTITIES_UNREADABLE: /,
    );
    const blocked = join(file, 'below-a-file');
    expect(() => writePack(blocked, readPack(file))).toThrow(/^FLEET_IDENTITIES_UNWRITABLE: /);
  });
});

describe('ready identities', () => {
  const ready = async (name: string, ids: readonly string[]): Promise<string> => {
    const where = await mkdtemp(join(folder, name));
    for (const id of ids) {
      const algorithm = id.endsWith('2') ? 'RSA-2048' : 'P-256';
      const spiffeId = clientSpiffeId(realm.trustDomain, realm.wfmId, `of-${id}`);
      const { chainPem, keyPem } = await issueSvid(issuer, { spiffeId, algorithm });
      await writeFile(join(where, `${id}.pem`), chainPem);
      await writeFile(join(where, `${id}.key`), keyPem);
    }
    return where;
  };

  it('are taken in the order of their names, with keys of any kind', async () => {
    const where = await ready('some', ['d2', 'd1', 'd3']);
    const source = await openIdentities((await readyIdentities({ folder: where, devices: 2, realm })).buffer, null);
    expect([source.size, source.clientId(0), source.clientId(1)]).toEqual([2, 'of-d1', 'of-d2']);
    const { chainPem, keyPem } = source.credential(1);
    expect(certificateBlocks(chainPem)).toHaveLength(2);
    expect(new X509Certificate(chainPem).checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
    expect(() => source.credential(1, 'expired')).toThrow(/^FLEET_IDENTITY_KIND_IMPOSSIBLE: /);
    const byFile = await readyIdentities({ folder: where, devices: 3, realm: null });
    expect((await openIdentities(byFile.buffer, null)).clientId(2)).toBe('d3');
  });

  it('are refused when they are too few, foreign, of another key or no identities', async () => {
    const where = await ready('bad', ['d1', 'd3']);
    const asked = { folder: where, devices: 2, realm };
    await expect(readyIdentities({ ...asked, devices: 3 })).rejects.toThrow(
      /^FLEET_IDENTITIES_TOO_FEW: .*2 identities for 3 devices/,
    );
    await expect(readyIdentities({ ...asked, realm: { ...realm, wfmId: 'x' } })).rejects.toThrow(
      /^FLEET_IDENTITIES_FOREIGN: /,
    );
    await writeFile(join(where, 'd1.key'), await readFile(join(where, 'd3.key')));
    await expect(readyIdentities(asked)).rejects.toThrow(/^FLEET_IDENTITIES_KEY_MISMATCH: .*d1\.pem/);
    await rm(join(where, 'd1.key'));
    await expect(readyIdentities(asked)).rejects.toThrow(/^FLEET_IDENTITIES_UNREADABLE: .*d1/);
    await expect(readyIdentities({ ...asked, folder: join(where, 'none') })).rejects.toThrow(
      /^FLEET_IDENTITIES_UNREADABLE: /,
    );
  });
});
