import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HELM_CHART, HELM_CONFIG } from '../oci/media-types.ts';
import { parseHost } from '../oci/reference.ts';
import type { Authorization } from '../registry/authorization/authorization.ts';
import type { Registry } from '../registry/registry.ts';
import { startRegistry } from '../registry/start-registry.ts';
import { ADDRESS, asHelmNamesIt, hasGnuPg, helmOrNone, helmUser } from './helm.test-support.ts';
import { packChart } from './pack-chart.ts';
import { publish } from './publish.ts';
import { createKeyring } from './signing/keyring.ts';
import { signChart } from './signing/provenance.ts';

const GOOD = join(import.meta.dirname, '../../fixtures/charts/good');
const ACCOUNT = { name: 'user', password: 'pass:word' };
const READER = { ...ACCOUNT, grants: [{ repository: 'charts/*', actions: ['pull'] as const }] };
const MODES: readonly Authorization[] = [
  { mode: 'anonymous' },
  { mode: 'basic', accounts: [ACCOUNT] },
  { mode: 'bearer', accounts: [ACCOUNT] },
];

const gnuPg = await hasGnuPg();
const programs = { 3: await helmOrNone(3), 4: await helmOrNone(4) };

const accessTo = ({ host, caPem }: Registry) => ({
  host: parseHost(host),
  ca: caPem,
  credentials: { username: ACCOUNT.name, password: ACCOUNT.password },
});

const loginTo = (registry: Registry): readonly string[] => [
  ...['registry', 'login', asHelmNamesIt(registry.host)],
  ...['--username', ACCOUNT.name, '--password', ACCOUNT.password],
];

// Each case starts Helm several times, on a machine that may be busy with a cluster.
describe.each([3, 4] as const)('a real Helm %i (https://helm.sh/docs/intro/install)', { timeout: 180_000 }, (major) => {
  const program = programs[major];

  it.skipIf(!program).each(MODES)(
    'pushes charts to a registry that is $mode, and pulls them',
    async (authorization) => {
      if (!program) return;
      await using registry = await startRegistry({ authorization, names: [ADDRESS] });
      await using helm = await helmUser(program);
      const chart = await packChart(GOOD, { version: '1.2.3+build.4' });
      const file = await helm.put('good.tgz', chart.archive);
      if (authorization.mode !== 'anonymous') await helm.run(loginTo(registry), registry);
      await helm.run(['push', file, `oci://${asHelmNamesIt(registry.host)}/charts`], registry);
      await helm.run(
        ['pull', `oci://${asHelmNamesIt(registry.host)}/charts/good`, '--version', '1.2.3+build.4'],
        registry,
      );
      expect(await readFile(join(helm.folder, 'good-1.2.3+build.4.tgz'))).toEqual(Buffer.from(chart.archive));
    },
  );

  it.skipIf(!program)('is refused by a registry where it may only pull, or where nobody knows it', async () => {
    if (!program) return;
    await using registry = await startRegistry({
      authorization: { mode: 'bearer', accounts: [READER] },
      names: [ADDRESS],
    });
    await using helm = await helmUser(program);
    const file = await helm.put('good.tgz', (await packChart(GOOD)).archive);
    const push = ['push', file, `oci://${asHelmNamesIt(registry.host)}/charts`];
    await expect(helm.run(push, registry)).rejects.toThrow(/401|[Uu]nauthorized/);
    await helm.run(loginTo(registry), registry);
    await expect(helm.run(push, registry)).rejects.toThrow(/401|denied|[Uu]nauthorized/);
    expect(registry.storage.repositories()).toEqual([]);
  });

  it.skipIf(!program)('finds in a chart what was packed, and pushes the same manifest', async () => {
    if (!program) return;
    await using registry = await startRegistry({ names: [ADDRESS] });
    await using helm = await helmUser(program);
    const chart = await packChart(GOOD, {
      version: '2.0.0',
      values: { image: 'localhost/other:2', more: { deep: [1] } },
    });
    const published = await publish(accessTo(registry), 'charts/good', chart);
    const reference = [asHelmNamesIt(published.repository), '--version', published.revision];
    expect(await helm.run(['show', 'chart', ...reference], registry)).toContain('version: 2.0.0');
    const rendered = await helm.run(['template', 'name', ...reference], registry);
    expect(rendered).toContain('localhost/other:2');
    await helm.run(
      ['push', await helm.put('good.tgz', chart.archive), `oci://${asHelmNamesIt(registry.host)}/pushed`],
      registry,
    );
    const [own, pushed] = ['charts/good', 'pushed/good'].map((repository): unknown =>
      JSON.parse(Buffer.from(registry.storage.manifest(repository, '2.0.0')?.bytes ?? '').toString('utf8')),
    );
    expect(contentOf(own)).toEqual(contentOf(pushed));
    expect(contentOf(own)).toMatchObject({ config: { mediaType: HELM_CONFIG }, layers: [{ mediaType: HELM_CHART }] });
  });

  it.skipIf(!program).each([
    ['chart-without-description', /Chart\.yaml|metadata/],
    ['chart-without-version', /version/],
    ['chart-with-listed-values', /values/],
  ])('does not deploy a %s', async (hostile, reason) => {
    if (!program) return;
    await using helm = await helmUser(program);
    const file = await helm.put('broken.tgz', (await packChart(GOOD, { hostile })).archive);
    await expect(helm.run(['template', 'name', file])).rejects.toThrow(reason);
  });

  it.skipIf(!program || !gnuPg)('accepts our provenance, and no other chart or key (Debian: gnupg)', async () => {
    if (!program) return;
    await using registry = await startRegistry({ names: [ADDRESS] });
    await using helm = await helmUser(program);
    await using keyring = await createKeyring();
    await using stranger = await createKeyring('A Stranger <stranger@fixtures.example>');
    const chart = await packChart(GOOD);
    const tampered = await packChart(GOOD, { files: { 'README.md': 'changed\n' } });
    const provenance = await signChart(chart, keyring);
    const access = accessTo(registry);
    const pull = async (published: { readonly repository: string }, publicKeys: Uint8Array): Promise<string> => {
      const keys = await helm.put('keys.gpg', publicKeys);
      const verified = ['--verify', '--keyring', keys, '--version', '1.0.0'];
      return helm.run(['pull', asHelmNamesIt(published.repository), ...verified], registry);
    };
    const good = await publish(access, 'signed/good', chart, { provenance });
    expect(await pull(good, keyring.publicKeys)).toContain(keyring.fingerprint);
    await expect(pull(good, stranger.publicKeys)).rejects.toThrow(/openpgp|signature/);
    const changed = await publish(access, 'tampered/good', tampered, { provenance });
    await expect(pull(changed, keyring.publicKeys)).rejects.toThrow(/sha256 sum does not match/);
    const unsigned = await publish(access, 'unsigned/good', chart);
    await expect(pull(unsigned, keyring.publicKeys)).rejects.toThrow(/provenance|prov/);
  });
});

/** What a manifest says, without the media type that it may leave out and the time, which makes every push another. */
function contentOf(manifest: unknown): unknown {
  const { mediaType: _optional, annotations, ...content } = { annotations: {}, mediaType: '', ...membersOf(manifest) };
  const { 'org.opencontainers.image.created': _time, ...lasting } = membersOf(annotations);
  return { ...content, annotations: lasting };
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
