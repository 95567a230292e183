import { readFileSync } from 'node:fs';
import { certificateBlocks } from '../../../simulator/pki/pem.ts';
import { PkiError } from '../../../simulator/pki/pki-error.ts';
import type { WireResponse } from '../../../simulator/protocol/exchange.ts';
import type { ManagementClient } from '../../../simulator/protocol/revision.ts';
import { broken, HOLDS } from '../../oracles/judgement.ts';
import { CONTROL_VERBS } from '../control/contract.ts';
import { operator } from '../control/operator.ts';
import { ConfigurationError, messageOf } from '../failure.ts';
import { patient } from '../patience.ts';
import { openSession, type Session } from '../session/session.ts';
import type { RunSettings } from '../settings.ts';
import { readTarget } from '../target/read-target.ts';
import type { Target } from '../target/target.ts';
import { NotEvaluated } from '../verdict.ts';
import { eventually } from '../waiting.ts';
import { endpointFinding } from './endpoint.ts';
import { environmentFindings } from './environment.ts';
import { error, type Finding, warning } from './finding.ts';
import { clockFinding, connect, interfaceFinding } from './interface.ts';
import { operatorAction } from './operator-action.ts';

export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** Undefined where not even the target file could be read. */
  readonly target: Target | undefined;
  /** How long an operator action takes to show, in milliseconds. */
  readonly latencyMs: number;
}

/** Where the hook cannot assign, nothing is known; the pace is set for an ordinary system. */
const UNKNOWN_LATENCY_MS = 100;

/** Examines the set-up from the target file to an operator action that shows on the wire. Never throws for what it finds. */
export async function diagnose(
  settings: RunSettings,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Diagnosis> {
  const findings: Finding[] = [];
  let target: Target | undefined;
  let latencyMs = UNKNOWN_LATENCY_MS;
  try {
    target = readTarget(settings.targetFile, settings.endpoint ?? undefined);
    findings.push(...environmentFindings(target, env));
    const endpoint = await endpointFinding(target, readAnchors(target));
    if (endpoint) findings.push(endpoint);
    else latencyMs = await examineSession(settings, findings);
  } catch (thrown) {
    findings.push(findingOf(thrown));
  }
  return { findings, target, latencyMs };
}

async function examineSession(settings: RunSettings, findings: Finding[]): Promise<number> {
  const session = await openSession(settings);
  try {
    const missing = CONTROL_VERBS.filter((verb) => verb !== 'issue' && !session.controlDescription.supports.has(verb));
    if (missing.length > 0)
      findings.push(
        warning(
          'CONTROL_VERBS_MISSING',
          `the control hook lacks ${missing.join(', ')}; checks that need them are not evaluated`,
        ),
      );
    if (session.controlDescription.supports.size === 0)
      findings.push(error('CONTROL_NO_VERBS', 'the control hook supports none of the verbs of the contract'));
    else return await examineClient(session, findings);
  } finally {
    await session.close();
  }
  return UNKNOWN_LATENCY_MS;
}

async function examineClient(session: Session, findings: Finding[]): Promise<number> {
  const { target, settings } = session;
  const control = operator(session.control, session.controlDescription);
  const identity = await session.identities.take(`w-${settings.nonce}-doctor`);
  const { supports } = control.description;
  if (supports.has('admit')) await control.admit(identity.client);
  const api = patient(connect(session, identity, new URL(target.endpoint.url)), target.timeouts.settle);
  try {
    const answer = await settledAnswer(api, target);
    const finding = 'finding' in answer ? answer.finding : await interfaceFinding(session, answer.response, identity);
    if (finding) findings.push(finding);
    const clock = 'response' in answer && clockFinding(answer.response, Date.now());
    if (clock) findings.push(clock);
    if (finding || !supports.has('assign')) return UNKNOWN_LATENCY_MS;
    const action = await operatorAction(target, control, identity.client, api);
    if ('latencyMs' in action) return action.latencyMs;
    findings.push(action.finding);
    return UNKNOWN_LATENCY_MS;
  } finally {
    await api.close();
    if (supports.has('retire') && target.control.kind !== 'manual')
      await control.retire(identity.client).catch(() => undefined);
  }
}

/** The answer once the admission has taken effect; the last one where it does not. */
async function settledAnswer(
  api: ManagementClient,
  target: Target,
): Promise<{ readonly response: WireResponse } | { readonly finding: Finding }> {
  let last = await api.readDesiredState();
  await eventually(target.timeouts.settle, async () => {
    last = await api.readDesiredState();
    const refused = last.outcome.kind === 'failure' || last.outcome.response.status === 403;
    return refused ? broken('an accepted client', 'a refusal') : HOLDS;
  });
  const { outcome } = last;
  if (outcome.kind === 'response') return { response: outcome.response };
  const { code, message } = outcome.failure;
  return {
    finding:
      code === 'TIMED_OUT'
        ? error('ENDPOINT_SILENT', `the WFM shakes hands but does not answer GET /api/v1/deployments (${message})`)
        : error(
            'CLIENT_REFUSED',
            `the WFM refuses ${api.actor} although the control hook admitted it (${code}: ${message}); does it trust identity.issuer?`,
          ),
  };
}

function readAnchors({ identity }: Target): string {
  let text: string;
  try {
    text = readFileSync(identity.anchors, 'utf8');
  } catch (cause) {
    throw new ConfigurationError('ANCHORS_UNREADABLE', `identity.anchors: ${messageOf(cause)}`, { cause });
  }
  if (certificateBlocks(text).length > 0) return text;
  throw new ConfigurationError('ANCHORS_EMPTY', `identity.anchors: ${identity.anchors} holds no certificate in PEM`);
}

function findingOf(thrown: unknown): Finding {
  if (thrown instanceof ConfigurationError || thrown instanceof PkiError)
    return error(thrown.code, messageOf(thrown).replace(`${thrown.code}: `, ''));
  if (thrown instanceof NotEvaluated) return error('SET_UP_INCOMPLETE', thrown.message);
  throw thrown;
}
