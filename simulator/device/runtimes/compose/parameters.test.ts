import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { realEngine } from '../../../engine/testing/real-engine.testing.ts';
import { archive, TestArtifacts } from './artifacts.test-support.ts';
import { createComposeRuntime } from './compose-runtime.ts';
import { ownedBy } from './project.ts';

const engine = realEngine();
const never = new AbortController().signal;

const names = fc.stringMatching(/^P_[A-Za-z0-9_]{0,12}$/);
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom('$', '{', '}', '"', "'", '\\', '\n', '\r', '\t', '#', '=', ' ', ':', '%', 'a'),
    maxLength: 40,
  }),
);
const scalars = fc.oneof(
  texts,
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

it('any parameters arrive in the environment of a container exactly, in both ways that Compose has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-parameters-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const artifacts = new TestArtifacts(folder);
  const owner = randomUUID();
  const runtime = createComposeRuntime({ engine: engine.access(), artifacts, owner, workDir: join(folder, 'work') });
  const component = {
    type: 'compose',
    deploymentId: randomUUID(),
    namespace: 'n',
    name: 'app',
    repository: 'oci://registry.example/app',
    revision: '1.0.0',
    wait: false,
    timeoutMs: 60_000,
  } as const;
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(names, scalars, { minKeys: 5, maxKeys: 30, noNullPrototype: true }),
      async (parameters) => {
        const entries = Object.entries(parameters).map(
          ([name, value]) => [name, typeof value === 'string' ? value.replaceAll('\0', '') : value] as const,
        );
        const passedOn = Object.fromEntries(entries.map(([name]) => [name, null]));
        const substituted = Object.fromEntries(entries.map(([name]) => [`S${name}`, `<\${${name}}>`]));
        const service = { image: engine.access().workloadImage, environment: { ...passedOn, ...substituted } };
        artifacts.put('app', await archive({ 'compose.yaml': stringify({ services: { app: service } }) }));
        const values = entries.map(([pointer, value]) => ({ pointer, value }));
        expect(await runtime.installComponent({ ...component, values }, never)).toEqual({ kind: 'done' });
        const [container] = await engine.api().containers(ownedBy(owner));
        const expected = entries.flatMap(([name, value]) => [`${name}=${value}`, `S${name}=<${value}>`]);
        expect(container?.env.filter((line) => /^S?P_/.test(line)).sort()).toEqual(expected.sort());
      },
    ),
    { numRuns: 8 },
  );
  expect(await runtime.removeComponent(component, never)).toEqual({ kind: 'done' });
}, 120_000);
