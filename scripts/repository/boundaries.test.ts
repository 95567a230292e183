import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crossedBoundaries } from './boundaries.ts';

/** A repository of its own with these files: what the check says about it. */
async function findingsIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = await mkdtemp(join(tmpdir(), 'waspect-boundaries-'));
  try {
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), source);
    }
    return (await crossedBoundaries(root)).findings;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const WAS = { 'simulator/was/server.ts': 'export const was = 1;\n' };

describe('a check that reaches for the reference WAS', () => {
  const crossing = (statement: string) =>
    findingsIn({ ...WAS, 'suites/identity/late.check.ts': `${statement}\nexport {};\n` });

  it.each([
    ['imports it', "import { was } from '../../simulator/was/server.ts';"],
    ['imports a type of it', "import type { Was } from '../../simulator/was/server.ts';"],
    ['imports it for its side effects', "import '../../simulator/was/server.ts';"],
    ['imports it by a detour', "import { was } from '../../suites/../simulator/device/../was/server.ts';"],
    ['passes it on', "export { was } from '../../simulator/was/server.ts';"],
    ['passes all of it on', "export * from '../../simulator/was/server.ts';"],
    ['loads it later', "const { was } = await import('../../simulator/was/server.ts');"],
    ['names it in a type', "type Was = typeof import('../../simulator/was/server.ts');"],
    ['stands beside newer syntax', "await using it = f();\nimport { was } from '../../simulator/was/server.ts';"],
  ])('is reported when it %s', async (_how, statement) => {
    expect(await crossing(statement)).toEqual([
      expect.stringMatching(
        /^IMPORT_BOUNDARY: suites\/identity\/late\.check\.ts imports simulator\/was\/server\.ts; .*black box/,
      ),
    ]);
  });

  it('is reported when nobody can say what it imports', async () => {
    expect(await crossing("await import('../../simulator/' + 'was/server.ts');")).toEqual([
      expect.stringMatching(/^IMPORT_COMPUTED: suites\/identity\/late\.check\.ts/),
    ]);
  });

  it('is reported when it borrows a test that may', async () => {
    const findings = await findingsIn({
      ...WAS,
      'suites/start-was.test-support.ts': "export { was } from '../simulator/was/server.ts';\n",
      'suites/a.check.ts': "import { was } from './start-was.test-support.ts';\n",
    });
    expect(findings).toEqual([expect.stringMatching(/^IMPORT_OF_TEST_CODE: suites\/a\.check\.ts/)]);
  });
});

describe('the other boundaries', () => {
  it.each([
    ['simulator/was/a.ts', 'simulator/protocol/wire.ts'],
    ['simulator/was/a.ts', 'simulator/device/agent.ts'],
    ['simulator/device/a.ts', 'simulator/was/server.ts'],
    ['simulator/device/a.ts', 'simulator/fleet/plan.ts'],
    ['simulator/pki/a.ts', 'simulator/protocol/wire.ts'],
    ['simulator/protocol/a.ts', 'simulator/pki/svid.ts'],
    ['suites/oracles/a.ts', 'suites/harness/session.ts'],
    ['suites/oracles/a.ts', 'simulator/protocol/wire.ts'],
    ['suites/errors/a.check.ts', 'reports/text.ts'],
    ['suites/errors/a.check.ts', 'scripts/cli/main.ts'],
    ['suites/errors/a.test.ts', 'scripts/cli/main.ts'],
    ['reports/html/a.ts', 'suites/harness/session.ts'],
    ['reports/html/a.test.ts', 'simulator/protocol/json.ts'],
  ])('%s may not import %s', async (from, to) => {
    const findings = await findingsIn({ [from]: importing(from, to), [to]: 'export {};\n' });
    expect(findings).toEqual([expect.stringContaining(`IMPORT_BOUNDARY: ${from} imports ${to}; `)]);
  });

  it.each([
    ['suites/harness/a.ts', 'reports/model.ts'],
    ['suites/errors/a.check.ts', 'suites/oracles/digest.ts'],
    ['suites/errors/a.check.ts', 'simulator/protocol/wire.ts'],
    ['suites/errors/a.test.ts', 'simulator/was/server.ts'],
    ['suites/oracles/a.ts', 'simulator/protocol/documents.ts'],
    ['simulator/was/a.ts', 'simulator/protocol/rc3/schemas.ts'],
    ['simulator/was/a.ts', 'simulator/pki/svid.ts'],
    ['simulator/fleet/a.ts', 'simulator/device/agent.ts'],
    ['scripts/cli/a.ts', 'simulator/was/server.ts'],
  ])('%s may import %s', async (from, to) => {
    expect(await findingsIn({ [from]: importing(from, to), [to]: 'export {};\n' })).toEqual([]);
  });

  const importing = (from: string, to: string) =>
    `import '${'../'.repeat(from.split('/').length - 1)}${to}';\nimport 'node:fs';\nimport 'fastify';\n`;
});

it('does not call an empty or unreadable repository clean', async () => {
  expect(await findingsIn({})).toEqual([expect.stringMatching(/^BOUNDARIES_NOT_READ/)]);
  expect(await findingsIn({ 'suites/a.ts': 'import {' })).toContainEqual(
    expect.stringMatching(/^BOUNDARIES_NOT_READ: suites\/a\.ts: /),
  );
  expect(await findingsIn({ 'suites/a.ts': "import './gone.ts';" })).toEqual([
    'IMPORT_UNRESOLVED: suites/a.ts imports suites/gone.ts, which does not exist',
  ]);
});
