import { CONTROL_VERBS } from '../control/contract.ts';
import { openSession } from '../session/session.ts';
import type { RunSettings } from '../settings.ts';
import { type Examined, examineClient } from './examine-client.ts';
import { error, type Finding, warning } from './finding.ts';

/** Examines the operator and a client of the doctor's own. What is found of the operator is in `findings` as it is found. */
export async function examineSession(
  settings: RunSettings,
  findings: Finding[],
  signal: AbortSignal,
): Promise<Omit<Examined, 'findings'>> {
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
      return {};
    }
    if (missing.length > 0)
      findings.push(
        warning(
          'CONTROL_VERBS_MISSING',
          `the control hook lacks ${missing.join(', ')}; checks that need them are not evaluated`,
        ),
      );
    const examined = await examineClient(session, signal);
    findings.push(...examined.findings);
    return examined;
  } finally {
    signal.removeEventListener('abort', close);
    await session.close();
  }
}
