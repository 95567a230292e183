import type {
  ExchangeJudge,
  Finding,
  JudgedExchange,
  Operation,
  UnchangedPoll,
} from '../../simulator/fleet/judging/judge.ts';
import { headerValues } from '../../simulator/protocol/exchange.ts';
import type { Revision, RevisionId } from '../../simulator/protocol/revision.ts';
import { recordExchange } from '../harness/evidence/record.ts';
import { broken } from '../oracles/judgement.ts';
import { cachedBriefly } from '../oracles/manifest-caching.ts';
import { type Catalogue, loadCatalogue } from '../requirements/catalogue.ts';
import { Findings, NOTHING } from './findings.ts';
import { Clients } from './memory/clients.ts';
import { Families } from './memory/families.ts';
import { bytesFingerprint } from './memory/fingerprint.ts';
import { Owners } from './memory/owners.ts';
import { WorkloadMemory } from './memory/workloads.ts';
import { judgeAdmittance } from './rules/admittance.ts';
import { judgeArtifact } from './rules/artifacts.ts';
import { judgeRemoval, judgeReport } from './rules/capabilities.ts';
import { judgeManifest } from './rules/manifests.ts';
import { judgeOnboarding, judgeToken } from './rules/newcomers.ts';
import { ProblemMemory } from './rules/problems.ts';
import { doubt, judgeRefusal } from './rules/refusals.ts';
import { judgeBodyScope } from './rules/scope.ts';
import { judgeStatus } from './rules/statuses.ts';
import { judgeUnchanged } from './rules/unchanged.ts';
import { SoundHeads, unchangedHead, ValidatorFinder } from './sound-heads.ts';
import type { Memory, Standpoint, Subject } from './subject.ts';

export interface UnderLoadOptions {
  /** Those that the fleet speaks, in the dialects of its targets. */
  readonly revisions: readonly Revision[];
  /** Of the run: in its client ids and canaries. */
  readonly nonce: string;
  /** Features that the target does not claim. */
  readonly undeclared?: Iterable<string>;
  /** How long an operator's action may take to show, in milliseconds; default half a minute. */
  readonly settleMs?: number;
  readonly catalogue?: Catalogue;
}

const SETTLE_MS = 30_000;

/** Judges each exchange of a fleet by the oracles of the suites, and by the little that it remembers of a client. */
export const underLoadJudge = (options: UnderLoadOptions): ExchangeJudge => new UnderLoadJudge(options);

/** What a poll that passes was judged by. */
const OF_UNCHANGED: readonly string[] = ['DSM-006', 'DSM-019'];

class UnderLoadJudge implements ExchangeJudge {
  readonly #standpoints: ReadonlyMap<RevisionId, Standpoint>;
  readonly #memory: Memory = {
    clients: new Clients(),
    workloads: new WorkloadMemory(),
    families: new Families(),
    owners: new Owners(),
  };
  readonly #problems = new ProblemMemory();
  readonly #heads = new Map<RevisionId, SoundHeads>();
  readonly #validator = new ValidatorFinder();
  readonly #passed = new Map<RevisionId, number>();

  constructor({
    revisions,
    nonce,
    undeclared = [],
    settleMs = SETTLE_MS,
    catalogue = loadCatalogue(),
  }: UnderLoadOptions) {
    const shared = { memory: this.#memory, nonce, undeclared: new Set(undeclared), settleMs };
    this.#standpoints = new Map(
      revisions.map((revision) => [revision.id, { revision, bench: new Findings(catalogue, revision.id), ...shared }]),
    );
  }

  judge(judged: JudgedExchange): readonly Finding[] {
    const standpoint = this.#standpoints.get(judged.revision);
    if (!standpoint) return NOTHING;
    const { outcome, request } = judged.exchange;
    // A look at a repository is not one of HTTP: what is in it shows where it is deployed.
    if (request.method === 'GIT') return NOTHING;
    const row = this.#memory.clients.row(judged.device);
    if (outcome.kind === 'response')
      this.#judgeAnswer(standpoint, { judged, request, response: outcome.response, row });
    else {
      if (outcome.failure.code === 'MALFORMED_RESPONSE')
        standpoint.bench.judge('GEN-004', broken('an answer in HTTP/1.1', outcome.failure.message));
      doubt(standpoint, { judged, request, row });
    }
    return standpoint.bench.take();
  }

  passes(poll: UnchangedPoll): boolean {
    const { clients } = this.#memory;
    const row = clients.find(poll.device);
    if (row < 0 || clients.suspicions[row] !== 0 || clients.etags[row] === 0) return false;
    const validator = this.#validator.find(poll.request);
    if (!validator || bytesFingerprint(poll.request, ...validator) !== clients.etags[row]) return false;
    const heads = this.#headsOf(poll.revision);
    if (!heads.knows(poll, validator) && !this.#learn(heads, poll, validator)) return false;
    this.#passed.set(poll.revision, (this.#passed.get(poll.revision) ?? 0) + 1);
    return true;
  }

  forget(device: number): void {
    const { clients, workloads, families, owners } = this.#memory;
    clients.forget(device);
    for (const id of workloads.forget(device)) owners.release(id, device);
    families.forget(device);
  }

  judgedRequirements(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [revision, { bench }] of this.#standpoints) {
      bench.count(OF_UNCHANGED, this.#passed.get(revision) ?? 0);
      this.#passed.set(revision, 0);
      for (const [requirement, count] of bench.judged()) counts[requirement] = (counts[requirement] ?? 0) + count;
    }
    return counts;
  }

  recorded({ exchange }: JudgedExchange): unknown {
    return recordExchange(exchange);
  }

  #headsOf(revision: RevisionId): SoundHeads {
    const known = this.#heads.get(revision);
    if (known) return known;
    const heads = new SoundHeads();
    this.#heads.set(revision, heads);
    return heads;
  }

  /** Looks at a head that is like none before; the rules are those of {@link judgeUnchanged}. */
  #learn(
    heads: SoundHeads,
    { request, response, revision }: UnchangedPoll,
    [start, end]: readonly [number, number],
  ): boolean {
    const headers = unchangedHead(response);
    const visibility = this.#standpoints.get(revision)?.revision.traits.artifactVisibility;
    if (!headers || !visibility || !cachedBriefly(headers, visibility).ok) return false;
    const sent = Buffer.from(request.subarray(start, end)).toString('latin1');
    if (headerValues(headers, 'etag').some((etag) => etag !== sent)) return false;
    heads.learn(response);
    return true;
  }

  #judgeAnswer(standpoint: Standpoint, subject: Subject): void {
    const { judged, response } = subject;
    if (judged.operation !== 'fetch' && judged.operation !== 'poll')
      judgeBodyScope(standpoint, judged.device, response);
    if (response.status >= 400) this.#judgeError(standpoint, subject);
    else if (judged.identity === undefined || judged.identity === 'rotated') {
      if (judged.isProper) this.#noteService(subject);
      ANSWERED[judged.operation](standpoint, subject);
    } else judgeAdmittance(standpoint, subject);
  }

  #judgeError(standpoint: Standpoint, subject: Subject): void {
    this.#problems.judge(standpoint.bench, subject);
    if (subject.judged.operation === 'fetch' || subject.judged.operation === 'poll')
      judgeBodyScope(standpoint, subject.judged.device, subject.response);
    if (subject.judged.isProper) judgeRefusal(standpoint, subject);
  }

  #noteService({ row, judged }: Subject): void {
    const { servedSince } = this.#memory.clients;
    if (servedSince[row] === 0 && judged.operation !== 'onboard' && judged.operation !== 'token')
      servedSince[row] = Math.floor(judged.exchange.startedAt / 1000);
  }
}

type Rule = (standpoint: Standpoint, subject: Subject) => void;

/** What was answered with less than 400, by what was asked for. */
const ANSWERED: Readonly<Record<Operation, Rule>> = {
  poll: (standpoint, subject) =>
    subject.response.status === 304 ? judgeUnchanged(standpoint, subject) : judgeManifest(standpoint, subject),
  fetch: judgeArtifact,
  report: judgeReport,
  remove: judgeRemoval,
  status: judgeStatus,
  onboard: judgeOnboarding,
  token: judgeToken,
};
