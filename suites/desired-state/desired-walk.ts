import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { DesiredChange } from '../harness/arbitraries/desired-changes.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { listsExactly } from '../oracles/desired-set.ts';
import { broken, HOLDS, type Judgement } from '../oracles/judgement.ts';
import { type ReceivedManifest, readManifest } from '../oracles/manifest.ts';
import { desiredState } from '../oracles/manifest-version.ts';
import { clientWith } from './desired-clients.ts';

const DEVICES: readonly [string, ...string[]] = ['edge-1', 'edge-2', 'edge-3'];

export interface Reading {
  readonly manifest: ReceivedManifest;
  /** What the same walker read before. */
  readonly before: ReceivedManifest | undefined;
}

/** One client whose desired state the operator changes at random, with a model of what it should be. */
class Walker {
  readonly client: TrialClient;
  readonly #trial: Trial;
  /** Deployment id to the mark of its current content. */
  readonly #wanted: Map<string, string> = new Map();
  /** Which mark a digest of a deployment was seen to stand for. */
  readonly #known: Map<string, string> = new Map();
  #changes = 0;
  #latest: ReceivedManifest | undefined;

  /** A fresh client that has reported three devices. */
  static async start(trial: Trial): Promise<Walker> {
    return new Walker(trial, await clientWith(trial, ...DEVICES));
  }

  private constructor(trial: Trial, client: TrialClient) {
    this.#trial = trial;
    this.client = client;
  }

  /** The operator does one thing, and the model follows. To update or withdraw nothing is to assign. */
  async change({ verb, choice }: DesiredChange): Promise<void> {
    const { operator } = this.#trial;
    const { client } = this.client;
    const ids = Array.from(this.#wanted.keys());
    const chosen = ids[choice % Math.max(ids.length, 1)];
    this.#changes += 1;
    const mark = `change ${this.#changes}`;
    if (chosen === undefined || verb === 'assign') {
      const device = DEVICES[choice % DEVICES.length] ?? DEVICES[0];
      this.#wanted.set(await operator.assign(client, device, plainDeployment(mark), crypto.randomUUID()), mark);
    } else if (verb === 'update') {
      await operator.update(client, chosen, plainDeployment(mark));
      this.#wanted.set(chosen, mark);
    } else {
      await operator.withdraw(client, chosen);
      this.#wanted.delete(chosen);
    }
  }

  /** Reads until the manifest shows what is wanted; each reading on the way is given to `judge`. */
  async follow(requirement: string, judge: (reading: Reading) => void): Promise<Judgement> {
    return eventually(this.#trial.session.target.timeouts.settle, async () => {
      await this.#read(requirement, judge);
      // Once more: what is served again may not be what was served when it was new.
      return this.#shown(await this.#read(requirement, judge));
    });
  }

  async #read(requirement: string, judge: (reading: Reading) => void): Promise<ReceivedManifest> {
    const read = readManifest(this.#trial.answer(await this.client.api.readDesiredState(), requirement));
    if ('wrong' in read) throw new NotEvaluated(`the manifest could not be read: ${inWords(read.wrong)}`);
    judge({ manifest: read.manifest, before: this.#latest });
    this.#latest = read.manifest;
    return read.manifest;
  }

  /** The manifest lists what is wanted, and no content that a later one has replaced. */
  #shown(manifest: ReceivedManifest): Judgement {
    const state = desiredState(manifest);
    const listed = listsExactly(Array.from(state.keys()), Array.from(this.#wanted.keys()));
    if (!listed.ok) return listed;
    for (const [id, mark] of this.#wanted) {
      const known = this.#known.get(`${id} ${state.get(id.toLowerCase())}`);
      if (known !== undefined && known !== mark)
        return broken(
          `another digest of ${id}, whose content was changed`,
          `the former one, ${state.get(id.toLowerCase())}`,
        );
    }
    for (const [id, mark] of this.#wanted) this.#known.set(`${id} ${state.get(id.toLowerCase())}`, mark);
    return HOLDS;
  }
}

const inWords = (judgement: Judgement): string => (judgement.ok ? '' : judgement.received);

/** Leads walkers through the changes; every reading on the way is judged. Says whether all that was done showed. */
export async function walk(
  trial: Trial,
  changes: readonly DesiredChange[],
  requirement: string,
  judge: (reading: Reading) => void,
): Promise<Judgement> {
  const count = 1 + Math.max(...changes.map(({ client }) => client));
  const walkers = await Promise.all(Array.from({ length: count }, () => Walker.start(trial)));
  await Promise.all(walkers.map((walker) => walker.follow(requirement, judge)));
  for (const each of changes) {
    const walker = walkers[each.client];
    await walker?.change(each);
    if (!walker || !each.seen) continue;
    const shown = await walker.follow(requirement, judge);
    if (!shown.ok) return shown;
  }
  const ends = await Promise.all(walkers.map((walker) => walker.follow(requirement, judge)));
  return ends.find(({ ok }) => !ok) ?? HOLDS;
}
