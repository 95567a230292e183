import { PkiError } from '../../../simulator/pki/pki-error.ts';
import { ConfigurationError } from '../failure.ts';
import { readAnchors } from '../session/anchors.ts';
import type { RunSettings } from '../settings.ts';
import { readTarget } from '../target/read-target.ts';
import type { Target } from '../target/target.ts';
import { NotEvaluated } from '../verdict.ts';
import { endpointFinding } from './endpoint.ts';
import { environmentFindings } from './environment.ts';
import type { Examined } from './examine-client.ts';
import { examineSession } from './examine-session.ts';
import { error, type Finding } from './finding.ts';
import { reconsidered } from './recognise/reconsider.ts';
import type { Speech } from './recognise/speech.ts';

/** Where no operator action shows, nothing is known; the pace is set for an ordinary system. */
const UNKNOWN_LATENCY_MS = 100;

export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** Undefined where not even the target file could be read. */
  readonly target: Target | undefined;
  /** How long an operator action takes to show, in milliseconds. */
  readonly latencyMs: number;
  /** Undefined where nothing tells. */
  readonly speaks: Speech | undefined;
  /** What a run goes on with: what the target file declares, and readings of the text that it leaves open. */
  readonly dialect: Target['dialect'];
}

type Met = Omit<Examined, 'findings'>;

export interface DiagnoseOptions {
  /** Variables that mislead people; default: those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the examination at once; what was found so far is answered. */
  readonly signal?: AbortSignal;
}

/**
 * Examines the set-up from the target file to an operator action that shows on the wire. Never throws for what it finds,
 * and takes no longer than a few requests and twice the time to settle. What a WFM does wrong is left to the checks.
 */
export async function diagnose(
  settings: RunSettings,
  { env = process.env, signal = new AbortController().signal }: DiagnoseOptions = {},
): Promise<Diagnosis> {
  const findings: Finding[] = [];
  let target: Target | undefined;
  const examination = (async (): Promise<Met> => {
    target = readTarget(settings.targetFile, settings);
    findings.push(...environmentFindings(target, env));
    const endpoint = await endpointFinding(target, readAnchors(target.identity.anchors), null);
    if (!endpoint) return examineSession(settings, findings, signal);
    findings.push(endpoint);
    return {};
  })().catch((thrown: unknown): Met => {
    if (!signal.aborted) findings.push(findingOf(thrown));
    return {};
  });
  const met: Met = await Promise.race([examination, stopped(signal)]);
  const { latencyMs = UNKNOWN_LATENCY_MS, speaks, adopted } = met;
  const dialect = { ...target?.dialect, ...adopted };
  const diagnosis = { findings: [...findings], target, latencyMs, speaks, dialect };
  // One that took a client of the claimed revision does speak it.
  if (speaks || signal.aborted || findings.every(({ severity }) => severity !== 'error')) return diagnosis;
  const again = await Promise.race([reconsidered(settings, target, findings), stopped(signal)]);
  return { ...diagnosis, ...again };
}

/** What is still under way notices the signal by itself and closes what it opened. */
const stopped = (signal: AbortSignal): Promise<Record<string, never>> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve({});
    signal.addEventListener('abort', () => resolve({}), { once: true });
  });

function findingOf(thrown: unknown): Finding {
  if (thrown instanceof ConfigurationError || thrown instanceof PkiError) return error(thrown.code, thrown.detail);
  if (thrown instanceof NotEvaluated)
    return error('SET_UP_INCOMPLETE', `${thrown.message}; without it no client can be examined`);
  throw thrown;
}
