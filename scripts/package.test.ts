import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeKind } from '../simulator/cluster/testing/fake-kind.testing.ts';
import { olderNode } from './older-node.test-support.ts';
import { copySources } from './repository/copy-of-sources.test-support.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let work: string;
/** An empty folder, in which the package is installed as anybody would. */
let consumer: string;
/** What the package holds, as paths in it. */
let packed: readonly string[];

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'waspect-package-'));
  const sources = join(work, 'sources');
  consumer = join(work, 'consumer');
  await Promise.all([mkdir(sources), mkdir(consumer)]);
  await copySources(sources);
  const pack = await run('npm', ['pack', '--silent', '--pack-destination', work], sources);
  expect(pack, `${pack.stdout}${pack.stderr}`).toMatchObject({ code: 0 });
  const tarball = join(work, pack.stdout.trim().split('\n').at(-1) ?? '');
  packed = (await run('tar', ['-tzf', tarball], work)).stdout.trim().split('\n');
  await writeFile(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n');
  const install = await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], consumer);
  expect(install, install.stderr).toMatchObject({ code: 0 });
}, 300_000);

afterAll(() => rm(work, { recursive: true, force: true }));

describe('the packed package', () => {
  it('holds compiled modules, their types and their data, and nothing of the repository besides', () => {
    const inside = packed.map((path) => path.replace(/^package\//, ''));
    expect(inside).toEqual(expect.arrayContaining(['package.json', 'LICENSE', 'CHANGELOG.md', 'dist/index.d.ts']));
    expect(inside.filter((path) => !/^(dist\/.*|package\.json|LICENSE|README\.md|CHANGELOG\.md)$/.test(path))).toEqual(
      [],
    );
    expect(inside.filter((path) => /\.test[.-]|\.testing\.|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    expect(inside.filter((path) => /^dist\/suites\/.*\.yaml$/.test(path))).not.toEqual([]);
  });

  it('holds all that its modules read, start or run at run time', async () => {
    const sources = join(work, 'sources');
    const data = ['fixtures/charts', 'fixtures/compose', 'fixtures/registry-policies', 'simulator/cluster/debian'];
    const files = await Promise.all(
      data.map(async (folder) =>
        (await readdir(join(sources, folder), { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile() && !/\.ts$/.test(entry.name))
          .map(({ parentPath, name }) => `package/dist/${relative(sources, join(parentPath, name))}`),
      ),
    );
    expect(files.flat().length).toBeGreaterThan(40);
    expect(packed).toEqual(expect.arrayContaining(files.flat()));
  });

  it('brings up a cluster and takes it down, with a guardian of its own', async () => {
    const kind = await fakeKind();
    const surroundings = { XDG_STATE_HOME: join(consumer, 'state') };
    const up = await npx(
      ['cluster', 'up', 'kind'],
      `${kind.folder}${delimiter}${dirname(process.execPath)}`,
      surroundings,
    );
    expect(up).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^kind waspect-[0-9a-f]{8} is up, /),
      stderr: '',
    });
    const down = await npx(['cluster', 'down'], `${kind.folder}${delimiter}${dirname(process.execPath)}`, surroundings);
    expect(down).toMatchObject({ code: 0, stdout: expect.stringMatching(/ is down\n$/), stderr: '' });
    expect((await kind.calls()).map((call) => call.split(' ')[0])).toEqual(['get', 'create', 'load', 'delete']);
  }, 60_000);

  it('says its version under Node 24', async () => {
    const manifest: unknown = JSON.parse(await readFile(join(consumer, 'node_modules/waspect/package.json'), 'utf8'));
    const { code, stdout, stderr } = await npx(['--version']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(manifest).toMatchObject({ name: 'waspect', version: stdout.trim() });
  });

  it('says in one sentence what is missing under an older Node', async ({ skip }) => {
    const older = olderNode();
    if (older === undefined) return skip('this machine has no Node older than 24 on its PATH');
    const { code, stdout, stderr } = await npx(['conform'], dirname(older));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^NODE_TOO_OLD: waspect needs Node 24 [^\n]*\.\n$/);
  });

  it('tells another program the types of what it exports, and works there', async () => {
    const program = [
      "import { parseResults, type Results } from 'waspect';",
      "const read = (text: string): Results => parseResults(text, 'here');",
      'export const failed = (results: Results): number => results.summary.fail;',
      '// @ts-expect-error: a summary has no such number; without types it would pass for one',
      'export const unknown = (results: Results): number => results.summary.nonsense;',
      "try { read('{}'); } catch (error) { console.log(String(error)); }",
    ];
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      noEmit: true,
      types: [],
      lib: ['es2024', 'dom'],
    };
    await writeFile(join(consumer, 'program.ts'), `${program.join('\n')}\n`);
    await writeFile(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    const compiler = resolve(import.meta.dirname, '../node_modules/typescript/bin/tsc');
    expect(await run(process.execPath, [compiler, '-p', '.'], consumer)).toEqual({ code: 0, stdout: '', stderr: '' });
    const { code, stdout } = await run(process.execPath, ['program.ts'], consumer);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('RESULTS_MALFORMED') });
  });

  it('runs the suite against the reference WAS and leaves its four reports', async () => {
    const { code, stdout, stderr } = await npx([
      'conform',
      '--effort',
      'quick',
      '--cluster',
      'none',
      '--out',
      'report',
    ]);
    expect({ code, output: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ code: 0, output: '' });
    const reports = await readdir(join(consumer, 'report'));
    expect(reports).toEqual(expect.arrayContaining(['http.har', 'junit.xml', 'report.html', 'results.json']));
  }, 180_000);
});

/** Runs the installed program; `folders` are where programs, its `node` among them, are looked for first. */
function npx(
  args: readonly string[],
  folders: string = dirname(process.execPath),
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return run('npx', ['--no-install', 'waspect', ...args], consumer, folders, more);
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  folders: string = dirname(process.execPath),
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  // What `npm test` tells its scripts about this repository is not for an npm that works in another folder.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(package|lifecycle)_|npm_config_local_prefix$|INIT_CWD$|VITEST|NODE_OPTIONS$)/.test(name),
    ),
  );
  const PATH = `${folders}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(program, args, {
    cwd,
    // npm's own remarks on a machine's settings are not what the program says.
    env: { ...env, PATH, npm_config_loglevel: 'error', npm_config_update_notifier: 'false', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}
