import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EngineContainer } from '../../../engine/api/container.ts';
import type { RealEngine } from '../../../engine/testing/real-engine.testing.ts';
import type { ComponentResult, ComponentValue, Runtime, RuntimeComponent, RuntimeFailure } from '../runtime.ts';
import { archive, type Files, fixture, TestArtifacts } from './artifacts.test-support.ts';
import { type ComposeRuntimeOptions, createComposeRuntime } from './compose-runtime.ts';
import { inProject, projectName } from './project.ts';

/** Several runs of a Compose program, each a second and more on a busy machine: a limit for what hangs. */
export const REAL_WORK: { readonly timeout: number } = { timeout: 120_000 };

/** For what happens soon without being waited for. */
export const WAIT: { readonly timeout: number } = { timeout: 30_000 };

export const never: AbortSignal = new AbortController().signal;

/** A device of one test, on a real engine; what it has installed goes when the test is over. */
export interface Bench {
  readonly runtime: Runtime;
  /** As after a restart of the device, with what it had kept unless said otherwise. */
  restarted(changes?: Partial<ComposeRuntimeOptions>): Runtime;
  /** An application, by the name of its fixture or by its files, as a component would name it. */
  publish(application: Files | string): Promise<RuntimeComponent>;
  publishBytes(archived: Uint8Array): RuntimeComponent;
  containers(component: RuntimeComponent): Promise<readonly EngineContainer[]>;
  /** Networks and volumes. */
  remains(component: RuntimeComponent): Promise<readonly string[]>;
}

export async function bench(engine: RealEngine): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-compose-'));
  const artifacts = new TestArtifacts(folder);
  const owner = randomUUID();
  const restarted = (changes: Partial<ComposeRuntimeOptions> = {}): Runtime =>
    createComposeRuntime({ engine: engine.access(), artifacts, owner, workDir: join(folder, 'work'), ...changes });
  const runtime = restarted();
  onTestFinished(async () => {
    for (const component of await runtime.list())
      await engine.api().removeAll(inProject(projectName(owner, component)));
    await rm(folder, { recursive: true });
  });
  const publishBytes = (archived: Uint8Array): RuntimeComponent => {
    const name = randomUUID();
    artifacts.put(name, archived);
    return { ...PUMP, repository: `oci://registry.example/apps/${name}` };
  };
  const project = (component: RuntimeComponent) => inProject(projectName(owner, component));
  return {
    runtime,
    restarted,
    publish: async (application) =>
      publishBytes(await archive(typeof application === 'string' ? await fixture(application) : application)),
    publishBytes,
    containers: (component) => engine.api().containers(project(component)),
    remains: (component) => engine.api().remains(project(component)),
  };
}

const PUMP: RuntimeComponent = {
  type: 'compose',
  deploymentId: '66666666-6666-4666-8666-666666666666',
  namespace: 'line-1',
  name: 'pump',
  repository: '',
  revision: '1.0.0',
  wait: true,
  timeoutMs: 60_000,
  values: [],
};

export const valuesOf = (values: Readonly<Record<string, ComponentValue['value']>>): readonly ComponentValue[] =>
  Object.entries(values).map(([pointer, value]) => ({ pointer, value }));

/** Of a result that has to be a failure. */
export function failureOf(result: ComponentResult): RuntimeFailure {
  if (result.kind === 'failed') return result.failure;
  throw new Error('it did not fail');
}

export const statusesOf = (containers: readonly EngineContainer[]): readonly string[] =>
  containers.map(({ status }) => status).sort();

export const healthsOf = (containers: readonly EngineContainer[]): readonly string[] =>
  containers.map(({ health }) => health).sort();
