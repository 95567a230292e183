import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import type { Authenticate } from '../../simulator/protocol/revision.ts';
import { setUpResponse } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { notProcessed } from '../oracles/refused-request.ts';
import { isAccepted, refusedWith } from '../oracles/status-code.ts';
import type { Subject } from './subjects.ts';

/** One way to send a request, and what is said of it. */
export interface Variant {
  /** Completes "a request …". */
  readonly how: string;
  readonly authenticate: Authenticate;
}

/** What is wrong with requests that have to be refused. */
interface Fault {
  readonly requirement: string;
  /** The position on which it rests that they are refused at all. */
  readonly position?: string;
  /** The status that HTTP has for it; another one is an observation (G-86). */
  readonly usual?: number;
}

/** The same request without the fault is accepted: else a refusal would say nothing about the fault. */
export async function requireAccepted({ what, send }: Subject, twin?: Authenticate): Promise<void> {
  const { status } = setUpResponse(await send(twin), `${what} without the fault`);
  if (status < 200 || status >= 300)
    throw new NotEvaluated(`${what} without the fault was answered with ${status}, so that nothing can be compared`);
}

/** Judges that each variant is refused for its fault, its twin being accepted before and after it. */
export async function judgeRefused(
  trial: Trial,
  subject: Subject,
  variants: readonly Variant[],
  fault: Fault,
): Promise<void> {
  await requireAccepted(subject);
  for (const { how, authenticate } of variants) {
    const exchange = await subject.send(authenticate);
    await requireAccepted(subject);
    judgeRefusal(trial, `${subject.what} ${how}`, trial.answer(exchange, fault.requirement), fault);
  }
}

/** That it is not served is the rule; any status of an error says so (G-86). */
function judgeRefusal(trial: Trial, what: string, answer: WireResponse, { requirement, position, usual }: Fault): void {
  trial.judge(requirement, about(what, notProcessed(answer)), position === undefined ? {} : { position });
  if (isAccepted(answer)) return;
  trial.judge(requirement, about(what, refusedWith(answer, 'any')), { position: position ?? 'G-86' });
  if (usual !== undefined && answer.status !== usual)
    trial.observe(`${what} was answered with ${answer.status}; ${usual} would be usual`);
}
