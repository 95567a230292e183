/** How long a fault holds a request, as a slow store would: long enough for others to come meanwhile, too short to matter. */
const HOLD_MS = 5;

export const held = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, HOLD_MS));

/** What is being done for one client, and what was being done for others meanwhile. */
export interface Served<Self> {
  readonly client: string;
  readonly met: Set<Self>;
}

export interface ServedRequest extends Served<ServedRequest> {}

/** Whoever is being served at the same moment. A client that does one thing after the other is alone in it. */
export class Crowd<Member extends Served<Member>> {
  readonly #present = new Set<Member>();

  /** Holds a newcomer for a moment and does the work then; it meets all who are there or come before the work is done. */
  async hold<Result>(member: Member, work: () => Promise<Result>): Promise<Result> {
    for (const other of this.#present) {
      if (other.client === member.client) continue;
      other.met.add(member);
      member.met.add(other);
    }
    this.#present.add(member);
    try {
      await held();
      return await work();
    } finally {
      this.#present.delete(member);
    }
  }

  /** How many clients are there. */
  get clients(): number {
    return new Set(Array.from(this.#present, ({ client }) => client)).size;
  }

  get isEmpty(): boolean {
    return this.#present.size === 0;
  }
}

export const served = (client: string): ServedRequest => ({ client, met: new Set() });
