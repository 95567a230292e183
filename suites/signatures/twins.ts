import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import type { Authenticate } from '../../simulator/protocol/revision.ts';
import { setUpResponse } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { notProcessed, refusedInForm } from '../oracles/refused-request.ts';
import { accepts, isAccepted, statusIs } from '../oracles/status-code.ts';
import type { Subject } from './subjects.ts';

/** One way to send a request, and what is said of it. */
export interface Variant {
  /** Completes "a request …". */
  readonly how: string;
  readonly authenticate: Authenticate;
}

/** What is wrong with requests that have to be refused. */
export interface Fault {
  readonly requirement: string;
  /** The position on which it rests that they are refused at all. */
  readonly position?: string;
  /** The status that is due; left out where one is as good as another (G-71). */
  readonly status?: 400 | 401 | 403;
}

/** The same request without the fault is accepted: else a refusal would say nothing about the fault. */
export async function requireAccepted(subject: Subject, twin: Authenticate): Promise<void> {
  const answer = setUpResponse(await subject.send(twin), `${subject.what}, rightly signed,`);
  if (!isAccepted(answer))
    throw new NotEvaluated(
      `${subject.what}, rightly signed, was answered with ${answer.status}, so that nothing can be compared with it`,
    );
}

/** Judges that each variant is refused for its fault, its twin being accepted before and after it. */
export async function judgeRefused(
  trial: Trial,
  subject: Subject,
  twin: Authenticate,
  variants: readonly Variant[],
  fault: Fault,
): Promise<void> {
  await requireAccepted(subject, twin);
  for (const { how, authenticate } of variants) {
    const exchange = await subject.send(authenticate);
    await requireAccepted(subject, twin);
    judgeRefusal(trial, `${subject.what} ${how}`, trial.answer(exchange, fault.requirement), fault);
  }
}

/** That it is not processed is the rule; the status has places where the texts leave a choice. */
export function judgeRefusal(
  trial: Trial,
  what: string,
  answer: WireResponse,
  { requirement, position, status }: Fault,
): void {
  const resting = position === undefined ? {} : { position };
  trial.judge(requirement, about(what, notProcessed(answer)), resting);
  trial.judge(requirement, about(what, refusedInForm(answer)), resting);
  if (status !== undefined) trial.judge(requirement, about(what, statusIs(answer, status)), { position: 'G-71' });
}

/** What makes variants legal: the rule, and the position where a text can be read otherwise. */
export interface Freedom {
  readonly requirement: string;
  readonly position?: string;
}

/**
 * Judges that each variant is accepted. A right signature proves nothing on a WFM that verifies none, which other checks
 * find; the usual form of the request is accepted before, so that nothing but the variant can be what is refused.
 */
export async function judgeAccepted(
  trial: Trial,
  subject: Subject,
  twin: Authenticate,
  variants: readonly Variant[],
  { requirement, position }: Freedom,
): Promise<void> {
  await requireAccepted(subject, twin);
  for (const { how, authenticate } of variants) {
    const answer = trial.answer(await subject.send(authenticate), requirement);
    trial.judge(
      requirement,
      about(`${subject.what} ${how}`, accepts(answer)),
      position === undefined ? {} : { position },
    );
  }
}
