import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { TrialClient } from '../harness/client.ts';
import type { JudgeOptions, Trial } from '../harness/trial.ts';
import { carriesParameters } from '../oracles/deployment/parameters.ts';
import { about, all, type Judgement } from '../oracles/judgement.ts';
import { showsEachOnce, showsNoOthers } from '../oracles/repository-deployments.ts';
import { documentsOf, judgeSeen, type Seen } from './looking.ts';

/** The plain workloads of one client as the operator last left them. */
export class Orders {
  readonly #trial: Trial;
  readonly #client: TrialClient;
  /** Marks of what is assigned, by deployment id. */
  readonly #marks = new Map<string, string>();
  readonly #ever = new Set<string>();

  constructor(trial: Trial, client: TrialClient) {
    this.#trial = trial;
    this.#client = client;
  }

  get assigned(): readonly string[] {
    return [...this.#marks.keys()];
  }

  async assign(mark: string): Promise<string> {
    const { operator } = this.#trial;
    const { client, id: device } = this.#client;
    const id = await operator.assign(client, device, plainDeployment(mark), this.#trial.newKey());
    this.#marks.set(id, mark);
    this.#ever.add(id);
    return id;
  }

  async update(id: string, mark: string): Promise<void> {
    await this.#trial.operator.update(this.#client.client, id, plainDeployment(mark));
    this.#marks.set(id, mark);
  }

  async withdraw(id: string): Promise<void> {
    await this.#trial.operator.withdraw(this.#client.client, id);
    this.#marks.delete(id);
  }

  /** Judges that the repository comes to hold just that, document by document, and then that it holds nothing besides. */
  async judge(requirement: string, options?: JudgeOptions): Promise<Seen> {
    const seen = await judgeSeen(this.#trial, this.#client, requirement, (now) => this.#judgement(now), options);
    this.#trial.judge(requirement, showsNoOthers(seen.ids, [...this.#ever]), { position: 'G-90' });
    return seen;
  }

  #judgement(seen: Seen): Judgement {
    const marked = Array.from(this.#marks, ([id, mark]) =>
      all(
        ...documentsOf(this.#trial, seen, id).map((document) =>
          about(`deployment ${id}`, carriesParameters(document, plainDeployment(mark).parameters)),
        ),
      ),
    );
    return all(showsEachOnce(seen.ids, this.assigned, [...this.#ever]), ...marked);
  }
}
