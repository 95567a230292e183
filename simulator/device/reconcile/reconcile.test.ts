import { array, assert, asyncProperty, constantFrom, integer, record, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeploymentState } from '../../protocol/documents.ts';
import { isJsonObject, type JsonValue, parseJson } from '../../protocol/json.ts';
import { rc3 } from '../../protocol/rc3/revision.ts';
import { schemaErrors } from '../../protocol/rc3/schemas.ts';
import { readDeployment } from '../desired-state/deployment-document.ts';
import { EventLog } from '../events.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { correctRules } from '../rules.ts';
import { MemoryRuntime } from '../runtimes/memory.ts';
import { Ledger } from '../state/ledger.ts';
import { MemoryStateStore } from '../state/memory-store.ts';
import { overallState } from '../status/precedence.ts';
import { deploymentYaml, hostCapabilities } from '../testing/documents.test-support.ts';
import { seededRandom } from '../time/random.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { Journal } from './journal.ts';
import { reconcile } from './reconcile.ts';

const IDS = ['a', 'b', 'c'].map((letter) => `${letter.repeat(8)}-0000-4000-8000-000000000000`);
const component = record({ name: constantFrom('db', 'web', 'ui'), revision: constantFrom('1.0.0', '2.0.0') });
const order = record({
  id: constantFrom(...IDS),
  components: uniqueArray(component, { minLength: 1, selector: ({ name }) => name }),
});
const manifest = uniqueArray(order, { selector: ({ id }) => id });
type Manifest = readonly { readonly id: string; readonly components: readonly { name: string; revision: string }[] }[];

/** What may follow a state of a component, or of the whole, in the next status. */
const NEXT: Readonly<Record<DeploymentState, readonly DeploymentState[]>> = {
  pending: ['pending', 'installing', 'failed', 'removing'],
  installing: ['installing', 'installed', 'failed', 'removing'],
  installed: ['installed', 'pending', 'installing', 'failed', 'removing'],
  failed: ['failed', 'pending', 'installing', 'removing'],
  removing: ['removing', 'removed', 'failed'],
  removed: ['removed', 'pending', 'installing'],
};

/** Carries out the manifests in turn; operations fail by chance, but never under the last manifest if `endsWell`. */
async function carryOut(manifests: readonly Manifest[], failureRate: number, seed: number, endsWell = false) {
  const clock = new VirtualClock(0);
  const random = seededRandom(seed);
  let rate = failureRate;
  const runtime = new MemoryRuntime({
    clock,
    script: () => ({
      delayMs: random.next() * 1_000,
      ...(random.next() < rate && { failure: { code: 'X', message: 'chance' } }),
    }),
  });
  const ledger = await Ledger.open(new MemoryStateStore());
  const journal = new Journal(ledger, new EventLog(() => clock.now(), 10), async () => undefined);
  const topology = { self: { capabilities: hostCapabilities('d'), runtime }, children: [] };
  const stopping = new AbortController().signal;
  for (const [index, orders] of manifests.entries()) {
    if (endsWell && index === manifests.length - 1) rate = 0;
    const desired = orders.map(({ id, components }) => ({
      deploymentId: id,
      digest: JSON.stringify(components),
      document: readDeployment(deploymentYaml({ id, deviceId: 'd', components }), id, {
        documents: rc3.documents,
        limits: DEFAULT_LIMITS,
        deviceId: 'd',
      }),
    }));
    await ledger.change(() => ({ desired }));
    await clock.run(reconcile({ topology, clock, rules: correctRules, journal, stopping }, BigInt(index + 1), true));
  }
  return { runtime, state: ledger.state, statuses: ledger.state.outbox.map(({ body }) => parseJson(body)) };
}

const stateOf = (status: JsonValue | undefined): JsonValue | undefined => {
  const inner = isJsonObject(status) ? status['status'] : undefined;
  return isJsonObject(inner) ? inner['state'] : undefined;
};

describe('reconciliation over any sequence of manifests', () => {
  it('ends at the last one, with the components of each deployment in their order', async () => {
    await assert(
      asyncProperty(array(manifest, { minLength: 1, maxLength: 4 }), integer(), async (manifests, seed) => {
        const { runtime, state } = await carryOut(manifests, 0, seed);
        const running = runtime
          .components()
          .map(({ deploymentId, name, revision }) => `${deploymentId} ${name} ${revision}`);
        const wanted = (manifests.at(-1) ?? []).flatMap(({ id, components }) =>
          components.map(({ name, revision }) => `${id} ${name} ${revision}`),
        );
        expect([...running].sort()).toEqual([...wanted].sort());
        expect(state.applied.every(({ stage }) => stage === 'settled')).toBe(true);
        if (manifests.length === 1) expect(running).toEqual(wanted);
      }),
      { seed: 21 },
    );
  });

  it('tells of every change with a valid status whose state follows from its components and from the one before', async () => {
    await assert(
      asyncProperty(array(manifest, { minLength: 1, maxLength: 4 }), integer(), async (manifests, seed) => {
        const { statuses } = await carryOut(manifests, 0.3, seed);
        const last = new Map<string, DeploymentState>();
        const versions = new Map<string, number>();
        for (const status of statuses) {
          expect(schemaErrors('deployment-status', status)).toEqual([]);
          const document = Object(status);
          const state: DeploymentState = document.status.state;
          const components: { state: DeploymentState; error?: { source: string }; name: string }[] =
            document.components;
          expect(state).toBe(overallState(components.map((item) => item.state)));
          expect(document.status.error !== undefined).toBe(state === 'failed');
          for (const { state: own, error, name } of components)
            expect(error?.source).toBe(own === 'failed' ? name : undefined);
          const before = last.get(document.deploymentId);
          expect(before === undefined ? ['pending', 'installing', 'failed'] : NEXT[before]).toContain(stateOf(status));
          expect(document.adoptedManifestVersion).toBeGreaterThanOrEqual(versions.get(document.deploymentId) ?? 1);
          last.set(document.deploymentId, state);
          versions.set(document.deploymentId, document.adoptedManifestVersion);
        }
      }),
      { seed: 22 },
    );
  });

  it('leaves nothing behind when all is withdrawn, whatever has failed before', async () => {
    await assert(
      asyncProperty(array(manifest, { maxLength: 4 }), integer(), async (manifests, seed) => {
        const { runtime, state } = await carryOut([...manifests, []], 0.4, seed, true);
        expect(runtime.components()).toEqual([]);
        expect(state.applied).toEqual([]);
      }),
      { seed: 24 },
    );
  });

  it('does nothing where nothing has changed', async () => {
    await assert(
      asyncProperty(manifest, integer(), async (orders, seed) => {
        const once = await carryOut([orders], 0, seed);
        const again = await carryOut([orders, orders], 0, seed);
        expect(again.statuses).toEqual(once.statuses);
      }),
      { seed: 23, numRuns: 30 },
    );
  });
});
