import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEngine, type Surroundings } from './find-engine.ts';
import { realEngine } from './testing/real-engine.testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waspect-find-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A machine that has the named programs, each of which does what the line says, and no engine that runs. */
async function machine(name: string, programs: Readonly<Record<string, string>>): Promise<Surroundings> {
  const path = join(folder, name);
  await mkdir(path);
  for (const [program, line] of Object.entries(programs)) {
    await writeFile(join(path, program), `#!/bin/sh\n${line}\n`);
    await chmod(join(path, program), 0o755);
  }
  return { searchPath: path, dockerHost: `unix://${join(path, 'docker.sock')}`, isRoot: true };
}

describe('where there is no engine, it says why and what would help', () => {
  it('nobody wants one', async () => {
    expect(await findEngine('none')).toMatchObject({
      kind: 'absent',
      because: expect.stringMatching(/^ENGINE_NOT_WANTED: /),
    });
  });

  it.each([
    ['no program at all', {}],
    ['a docker without the plugin', { docker: 'exit 1' }],
    ['a docker-compose that does not work', { 'docker-compose': 'exit 127' }],
  ])('%s', async (name, programs) => {
    expect(await findEngine('auto', await machine(name, programs))).toEqual({
      kind: 'absent',
      because: expect.stringMatching(/^COMPOSE_MISSING: /),
      enable: 'apt-get install docker.io docker-compose busybox-static',
    });
  });

  it('no dockerd', async () => {
    expect(await findEngine('auto', await machine('no-dockerd', { 'docker-compose': 'exit 0' }))).toEqual({
      kind: 'absent',
      because: expect.stringMatching(/^ENGINE_MISSING: unix:.* does not answer, and there is no dockerd/),
      enable: expect.stringMatching(/^apt-get install docker\.io/),
    });
  });

  it('not root', async () => {
    const surroundings = await machine('not-root', { 'docker-compose': 'exit 0', dockerd: 'exit 0' });
    expect(await findEngine('auto', { ...surroundings, isRoot: false })).toEqual({
      kind: 'absent',
      because: expect.stringMatching(/^ENGINE_NEEDS_ROOT: /),
      enable: expect.stringMatching(/sudo systemctl start docker/),
    });
  });

  it('one was named that does not answer, and none is started in its place', async () => {
    const surroundings = await machine('named', { 'docker-compose': 'exit 0', dockerd: 'exit 0' });
    expect(await findEngine({ dockerHost: `unix://${folder}/none.sock` }, surroundings)).toMatchObject({
      kind: 'absent',
      because: expect.stringMatching(/^ENGINE_UNREACHABLE: /),
    });
  });

  it.each(['ssh://somebody@somewhere', 'unix://relative.sock', '/var/run/docker.sock'])(
    '%s was named',
    async (dockerHost) => {
      const surroundings = await machine(`host-${Buffer.from(dockerHost).toString('hex')}`, {
        'docker-compose': 'exit 0',
      });
      expect(await findEngine({ dockerHost }, surroundings)).toMatchObject({
        kind: 'absent',
        because: expect.stringMatching(/^ENGINE_HOST_INVALID: /),
      });
    },
  );
});

describe('on a machine that can have one of its own', () => {
  const engine = realEngine('own');

  it('a dockerd that does not come up is reported with its own words', async () => {
    const surroundings = await machine('broken', {
      'docker-compose': 'exit 0',
      dockerd: 'echo the disk is on fire; exit 1',
    });
    expect(await findEngine('own', surroundings)).toMatchObject({
      kind: 'absent',
      because: expect.stringMatching(/^ENGINE_NOT_STARTED: .*the disk is on fire/),
    });
  });

  it('an engine that was there is used, by its address or because DOCKER_HOST names it, and left as it was', async () => {
    const { dockerHost, workloadImage } = engine.access();
    const surroundings = { ...(await machine('there', { docker: 'exit 0' })), dockerHost };
    for (const choice of ['auto', { dockerHost }] as const) {
      const found = await findEngine(choice, surroundings);
      expect(found).toMatchObject({
        kind: 'found',
        because: `${dockerHost} answers`,
        engine: { dockerHost, compose: [expect.stringMatching(/\/docker$/), 'compose'] },
      });
      if (found.kind === 'found') await found.engine[Symbol.asyncDispose]();
      expect(await engine.api().hasImage(workloadImage)).toBe(true);
    }
  });

  it('the workload image is taken away again where it was not there', async () => {
    const { dockerHost, workloadImage } = engine.access();
    await engine.api().removeImage(workloadImage);
    const found = await findEngine({ dockerHost }, await machine('image', { 'docker-compose': 'exit 0' }));
    expect(await engine.api().hasImage(workloadImage)).toBe(true);
    if (found.kind === 'found') await found.engine[Symbol.asyncDispose]();
    expect(await engine.api().hasImage(workloadImage)).toBe(false);
  });
});
