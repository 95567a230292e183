/** The results of a run: the shape of `results.json`, from which every other report is rendered. Members may be added, none is renamed or removed. */

import type { FleetResults } from './fleet/model.ts';
import type { Timeline } from './timeline/model.ts';

export * from './fleet/model.ts';
export * from './timeline/model.ts';

export const RESULTS_SCHEMA = 'waspect/results/v1';

/** Keyword strength of a requirement. `INFO` rows state a fact without a keyword. */
export type Level = 'MUST' | 'SHOULD' | 'MAY' | 'INFO';

/** In order of severity for a person who reads a report, the worst last. */
export const CHECK_VERDICTS = [
  'pass',
  'notApplicable',
  'notEvaluated',
  'warn',
  'fail',
  'configError',
  'harnessError',
] as const;

export type CheckVerdict = (typeof CHECK_VERDICTS)[number];
export type RunVerdict = 'conformant' | 'nonconformant' | 'incomplete';
export type Effort = 'quick' | 'standard' | 'thorough';

export interface Results {
  readonly schema: typeof RESULTS_SCHEMA;
  readonly run: RunInfo;
  readonly verdict: RunVerdict;
  readonly summary: Summary;
  readonly checks: readonly CheckResult[];
  readonly requirements: readonly RequirementResult[];
  /** Positions on contradictory texts that a verdict of this run rests on. */
  readonly positions: readonly PositionNote[];
  /** What a fleet measured; absent where single devices were played. */
  readonly fleet?: FleetResults;
}

export type Summary = Readonly<Record<CheckVerdict, number>>;

export interface RunInfo {
  /** Version of waspect. */
  readonly tool: string;
  /** Version of the requirement catalogue, with the version of the specification it was read from. */
  readonly catalogue: string;
  readonly seed: number;
  /** Part of every client id of this run; not seeded. */
  readonly nonce: string;
  readonly effort: Effort;
  readonly revision: string;
  /** How an early product departs from the revision, as its target file declares; absent where it does not. */
  readonly dialect?: Readonly<Record<string, string | boolean>>;
  readonly role: 'was';
  readonly profiles: readonly string[];
  readonly target: TargetInfo;
  /** RFC 3339. */
  readonly started: string;
  readonly durationMs: number;
  /** True when the run was stopped, narrowed by `--only`, `--skip` or `--bail`, or ended by the doctor. */
  readonly partial: boolean;
  /** Why the run is not complete, in words for a person; empty when it is. */
  readonly incompleteBecause: readonly string[];
  /** The command that repeats this run. */
  readonly command: string;
  /** The target file as it was named; absent where the embedded reference WAS was judged. */
  readonly targetFile?: string;
  /** Features that the target declares it does not have. */
  readonly undeclaredFeatures: readonly string[];
  /** What the end-to-end profile deployed onto; absent where there was no cluster, or none was asked for. */
  readonly cluster?: ClusterInfo;
  /** The container engine that Compose applications were deployed onto. */
  readonly engine?: EngineInfo;
  /** One or two sentences for a person: why there is no cluster, and the command that gets one. */
  readonly withoutCluster?: string;
  /** Checks that were judged on fewer cases, because the same run has judged them in another revision; absent where none was. */
  readonly lightened?: { readonly checks: number; readonly share: number };
}

export interface ClusterInfo {
  /** `kind`, `k3s`, `debian`, `kubeconfig`. */
  readonly kind: string;
  readonly name: string;
  /** As its API server says: `v1.31.0`. */
  readonly version: string;
  /** Version of the Helm program that deployed: `v3.18.1`. */
  readonly helm?: string;
}

export interface EngineInfo {
  /** `dockerd 20.10.24 (its own)`. */
  readonly name: string;
}

export interface TargetInfo {
  readonly name: string;
  readonly vendor: string;
  readonly version: string;
  readonly endpoint: string;
}

export interface CheckResult {
  /** `<area>/<name>`, stable over releases. */
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly string[];
  /** Absent for `core`. */
  readonly profile?: 'end-to-end';
  /** The strongest level of the requirements it judges. */
  readonly level: Level;
  readonly verdict: CheckVerdict;
  readonly durationMs: number;
  /** One sentence for a person: what was wrong, or why it could not be judged. Empty on a plain pass. */
  readonly message: string;
  readonly observations: readonly string[];
  /** Positions (`G-07`) that the verdict rests on. */
  readonly positions: readonly string[];
  readonly counterexample: Counterexample | null;
  /** The transcript: all of it where the check did not pass, a sample where it did. */
  readonly exchanges: readonly RecordedExchange[];
  /** A shell script that repeats the decisive exchange, without secrets; null where there is none. */
  readonly repro: string | null;
  readonly violations: readonly Violation[];
  /** Those of its requirements that were really judged: a check may end before it comes to all of them. */
  readonly judged: readonly string[];
  /** Set when the check stands in the expected-failures file. */
  readonly expectation: Expectation | null;
  /** What happened, seen from every side: of the shrunk sequence where an end-to-end check failed, of its last where it passed. */
  readonly timeline?: Timeline | null;
  /** How many sequences of commands a model-based check ran. */
  readonly sequences?: SequenceCount;
}

export interface SequenceCount {
  readonly run: number;
  /** Commands in all of them together. */
  readonly commands: number;
}

export interface Violation {
  readonly requirement: string;
  readonly level: Level;
  readonly severity: 'fail' | 'warn';
  /** The outcomes that the clause allows. */
  readonly expected: string;
  readonly received: string;
  readonly position: string | null;
}

export interface Expectation {
  readonly reason: string;
  readonly link: string;
  /** Calendar date (`2027-01-31`), the last day on which the expectation holds. */
  readonly expires: string;
  readonly outcome: 'expected-failure' | 'unexpected-pass' | 'expired';
}

export interface Counterexample {
  /** The shrunk input, as JSON. A sequence of commands is a list of words, or of `{command: 'assign', …arguments}`. */
  readonly value: unknown;
  readonly seed: number;
  /** fast-check's replay path. */
  readonly path: string;
  readonly shrinks: number;
  /** Whether the shrunk case, judged again, failed again. */
  readonly reproduced: boolean;
}

export interface RecordedExchange {
  /** Counts from 1 within the check. */
  readonly id: number;
  /** Who spoke: a client id, or `operator` for the control hook. */
  readonly actor: string;
  /** RFC 3339 with milliseconds. */
  readonly started: string;
  readonly durationMs: number;
  readonly request: RecordedRequest;
  readonly response: RecordedResponse | null;
  /** Why there is no response: a stable code and words. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

export type HeaderList = readonly (readonly [name: string, value: string])[];

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: RecordedBody | null;
}

export interface RecordedResponse {
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly headers: HeaderList;
  readonly body: RecordedBody | null;
}

export interface RecordedBody {
  /** Length of the whole body in bytes. */
  readonly bytes: number;
  readonly encoding: 'utf8' | 'base64';
  readonly data: string;
  /** True where `data` holds only the beginning. */
  readonly truncated: boolean;
}

export interface RequirementResult {
  readonly id: string;
  readonly level: Level;
  readonly checks: readonly string[];
  readonly verdict: CheckVerdict;
  readonly area: string;
  readonly statement: string;
  readonly clause: string;
  /** Why no check judges it, where none does. */
  readonly untestedBecause: string | null;
}

export interface PositionNote {
  readonly id: string;
  readonly topic: string;
  readonly position: string;
  readonly reason: string;
}
