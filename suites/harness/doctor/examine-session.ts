import { CONTROL_VERBS } from '../control/contract.ts';
import { operator } from '../control/operator.ts';
import { patient } from '../patience.ts';
import { openSession, type Session } from '../session/session.ts';
import type { RunSettings } from '../settings.ts';
import { connect } from './connect.ts';
import { endpointFinding } from './endpoint.ts';
import { error, type Finding, warning } from './finding.ts';
import { firstContact } from './first-contact.ts';
import { operatorAction } from './operator-action.ts';

/** Where the hook cannot assign, nothing is known; the pace is set for an ordinary system. */
export const UNKNOWN_LATENCY_MS = 100;

/** Examines the operator and a client of its own; answers how long an operator action takes to show, in milliseconds. */
export async function examineSession(settings: RunSettings, findings: Finding[], signal: AbortSignal): Promise<number> {
  const session = await openSession(settings);
  const close = () => void session.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const { supports } = session.controlDescription;
    const missing = CONTROL_VERBS.filter((verb) => verb !== 'issue' && !supports.has(verb));
    if (supports.size === 0) {
      findings.push(
        error(
          'CONTROL_NO_VERBS',
          `the control hook supports none of the verbs of the contract; it has to list what it does in "supports"`,
        ),
      );
      return UNKNOWN_LATENCY_MS;
    }
    if (missing.length > 0)
      findings.push(
        warning(
          'CONTROL_VERBS_MISSING',
          `the control hook lacks ${missing.join(', ')}; checks that need them are not evaluated`,
        ),
      );
    return await examineClient(session, findings, signal);
  } finally {
    signal.removeEventListener('abort', close);
    await session.close();
  }
}

async function examineClient(session: Session, findings: Finding[], signal: AbortSignal): Promise<number> {
  const { target, settings } = session;
  const control = operator(session.control, session.controlDescription);
  const { supports } = control.description;
  const identity = await session.identities.take(`w-${settings.nonce}-doctor`);
  if (supports.has('admit')) await control.admit(identity.client);
  // A WFM may shake hands with those only who present a certificate: its own is looked at once more.
  const endpoint = await endpointFinding(target, session.anchors, identity.credential);
  if (endpoint) {
    findings.push(endpoint);
    return UNKNOWN_LATENCY_MS;
  }
  const client = connect(session, identity, new URL(target.endpoint.url));
  const close = () => void client.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const api = patient(client, target.timeouts.settle);
    const contact = await firstContact(session, api, identity, signal);
    findings.push(...contact);
    if (contact.some(({ severity }) => severity === 'error') || !supports.has('assign') || signal.aborted)
      return UNKNOWN_LATENCY_MS;
    const action = await operatorAction(target, control, identity.client, api, signal);
    findings.push(...action.findings);
    return action.latencyMs ?? UNKNOWN_LATENCY_MS;
  } finally {
    signal.removeEventListener('abort', close);
    await client.close();
    if (supports.has('retire') && target.control.kind !== 'manual' && !signal.aborted)
      await control.retire(identity.client).catch(() => undefined);
  }
}
