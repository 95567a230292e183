import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { vi } from 'vitest';
import { control, key } from '../../../device/testing/reference.test-support.ts';
import { loadAuthority } from '../../../pki/authority.ts';
import { clientSpiffeId, wfmId } from '../../../pki/spiffe-id.ts';
import { issueSvid } from '../../../pki/svid.ts';
import type { RunningWas } from '../../../was/options.ts';
import { startWas } from '../../../was/start-was.ts';
import type { IdentitySource } from '../../identities/identity-source.ts';
import { loadPlan } from '../../plan/load-plan.ts';
import type { FleetPlan } from '../../plan/plan.ts';
import { runSlice } from '../../shard/run-slice.ts';
import { identitiesFor, PROFILES, targetOf, wholeFleet } from '../../testing/a-fleet.test-support.ts';
import type { LifeCycleSet } from '../load-life-cycles.ts';
import { type Facts, factsOf } from './facts.test-support.ts';
import { OUTCOMES, OUTCOMES_PLAN, type Outcome } from './outcome.test-support.ts';
import { OverloadedWfm } from './overloaded-wfm.test-support.ts';
import { Witness } from './witness.test-support.ts';

/** As many as the plan of the outcomes has; their identities are the same in all of them. */
const DEVICES = 4;

/** WFMs that are watched: the reference WAS with an endpoint for each life cycle, each with records of its own. */
export class Stand implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack;
  readonly #witness: Witness;
  readonly #was: RunningWas;
  readonly #identities: IdentitySource;
  readonly #lifeCycles: LifeCycleSet;

  private constructor(
    opened: AsyncDisposableStack,
    witness: Witness,
    was: RunningWas,
    identities: IdentitySource,
    lifeCycles: LifeCycleSet,
  ) {
    this.#opened = opened;
    this.#witness = witness;
    this.#was = was;
    this.#identities = identities;
    this.#lifeCycles = lifeCycles;
  }

  static async open(outcomes: readonly Outcome[], lifeCycles: LifeCycleSet): Promise<Stand> {
    await using opened = new AsyncDisposableStack();
    const witness = opened.use(new Witness());
    const dataDir = opened.adopt(await mkdtemp(join(tmpdir(), 'outcomes-')), (it) => rm(it, { recursive: true }));
    const endpoints = [...new Set(outcomes.map(({ id }) => id))];
    const revisions = [...new Set(outcomes.map(({ revision }) => revision))];
    const was = opened.adopt(await startWas({ dataDir, endpoints, endpointRecords: 'separate', revisions }), (it) =>
      it.close(),
    );
    const identities = await identitiesFor(was, DEVICES);
    return new Stand(opened.move(), witness, was, identities, lifeCycles);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }

  /** Has devices live their life cycle, and tells what the WFM saw of it. */
  async play(outcome: Outcome): Promise<Facts> {
    await using opened = new AsyncDisposableStack();
    const plan = await this.#planOf(outcome);
    const overloaded = outcome.wfm === 'overloaded' ? opened.use(await this.#overloaded()) : null;
    const regular = targetOf(this.#was, outcome.revision, outcome.id);
    const target = { ...regular, ...(overloaded && { endpoint: overloaded.url }) };
    await this.#admit(outcome);
    const begin = Date.now() + 20;
    const startAt = async (): Promise<number> => begin;
    const [report] = await Promise.all([
      runSlice(wholeFleet(plan, [target], this.#identities, { startAt })),
      this.#order(outcome, begin),
    ]);
    if (report.incidents.some(({ code }) => code === 'DEVICE_BROKE')) throw new Error(JSON.stringify(report.incidents));
    const seen = this.#witness.at(target.endpoint);
    await vi.waitFor(() => {
      if (seen.some(({ closedAt }) => closedAt === null)) throw new Error(`${outcome.id}: connections are still open`);
    }, 5000);
    return factsOf(seen, this.#was.trustDomain);
  }

  #planOf({ id, revision, shortened, plan }: Outcome): Promise<FleetPlan> {
    const set = Object.entries({
      ...plan,
      lifeCycles: { [id]: { weight: 1, ...(shortened && { stages: shortened }) } },
    });
    return loadPlan(join(OUTCOMES, OUTCOMES_PLAN), {
      set: set.map(([path, value]) => `${path}=${JSON.stringify(value)}`),
      ...{ profiles: PROFILES, lifeCycles: this.#lifeCycles, revision },
    });
  }

  async #overloaded(): Promise<OverloadedWfm> {
    const { issuer, trustDomain, wfmId: id } = this.#was;
    const root = loadAuthority(issuer);
    return OverloadedWfm.start(
      root,
      await issueSvid(root, { spiffeId: wfmId(trustDomain, id), ipAddresses: ['127.0.0.1'] }),
    );
  }

  async #admit(outcome: Outcome): Promise<void> {
    for (let device = 0; device < DEVICES; device += 1)
      await this.#control(outcome, 'admit', { client: this.#clientOf(outcome, device) });
  }

  /** One more deployment for each device, whenever the outcome says so. */
  async #order(outcome: Outcome, begin: number): Promise<void> {
    for (const [ordinal, at] of outcome.orders.entries()) {
      await pause(Math.max(0, begin + at - Date.now()));
      for (let device = 0; device < DEVICES; device += 1)
        await this.#control(outcome, 'assign', {
          key: key(DEVICES * ordinal + device),
          client: this.#clientOf(outcome, device),
          deviceId: `industrial-pc-${device}`,
          deployment: deployment(ordinal),
        });
    }
  }

  #control({ id }: Outcome, verb: string, body: object): Promise<object> {
    return control({ ...this.#was, controlUrl: `${this.#was.controlUrl}/endpoints/${id}` }, verb, body);
  }

  #clientOf({ revision }: Outcome, device: number): object {
    const id = this.#identities.clientId(device);
    if (revision !== '1.0.0-rc.3') return { certificate: this.#identities.credential(device).chainPem };
    return { id, spiffeId: clientSpiffeId(this.#was.trustDomain, this.#was.wfmId, id) };
  }
}

const COMPONENTS = ['camera', 'broker', 'store', 'model', 'web'];

const deployment = (ordinal: number): object => ({
  applicationId: 'com-example-line',
  name: `line-${ordinal}`,
  namespace: 'tests',
  profile: {
    type: 'compose',
    components: COMPONENTS.map((name) => ({
      name,
      properties: { repository: `oci://r.example/${name}`, revision: '1.0.0' },
    })),
  },
  parameters: {},
});
