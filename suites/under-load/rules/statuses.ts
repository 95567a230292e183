import { judgeListed } from '../../harness/success.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { successes } from '../../oracles/successes.ts';
import type { Standpoint, Subject } from '../subject.ts';
import { reportedDeployment } from './resources.ts';

/**
 * A status that was acknowledged, as the first of its deployment or as a later one, as far as that is certain: after a
 * change of its content either will do (G-19).
 */
export function judgeStatus(standpoint: Standpoint, subject: Subject): void {
  const { bench, revision } = standpoint;
  const { response: answer, judged } = subject;
  const { answers } = revision.traits;
  const entry = knownDeployment(standpoint, subject);
  if (judged.isProper && entry?.reported === null)
    judgeListed(bench, answers, 'STA-003', { answer, kind: 'statusCreated', what: 'a first report' });
  else if (judged.isProper && entry?.reported === entry?.digest && entry)
    judgeListed(bench, answers, 'STA-003', { answer, kind: 'statusUpdated', what: 'a later report' });
  else bench.judge('STA-003', statusIs(answer, ...successes(answers, 'statusCreated', 'statusUpdated')));
  // An answer to a repetition may be heard of before that to the first.
  if (entry) entry.reported = judged.isProper ? entry.digest : (entry.reported ?? 'maybe');
}

/** Whether it was taken is not known. */
export function doubtStatus(standpoint: Standpoint, subject: Omit<Subject, 'response'>): void {
  const entry = knownDeployment(standpoint, subject);
  if (entry?.reported === null) entry.reported = 'maybe';
}

const knownDeployment = ({ memory }: Standpoint, { request, judged }: Omit<Subject, 'response'>) =>
  memory.workloads.of(judged.device)?.deployments.get(reportedDeployment(request.path));
