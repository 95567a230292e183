import type { Operation } from '../../../simulator/fleet/judging/judge.ts';
import type { WireResponse } from '../../../simulator/protocol/exchange.ts';
import type { ProblemCondition } from '../../../simulator/protocol/problem-types.ts';
import { judgeOpen, judgeRegistered } from '../../errors/judge-problem.ts';
import type { Bench, JudgeOptions } from '../../harness/bench.ts';
import type { Judgement } from '../../oracles/judgement.ts';
import { isProblemDocument } from '../../oracles/problem-document.ts';
import { onboardingErrorDocument, signatureErrorDocument } from '../../oracles/refused-request.ts';
import { advisesToWait, isTransient } from '../../oracles/retry-advice.ts';
import { isTokenError } from '../../oracles/token-answer.ts';
import type { Subject } from '../subject.ts';
import { artifactAt } from './resources.ts';

/** Answers of what stands in front of a WFM, and not of the WFM itself. */
const OF_GATEWAYS: readonly number[] = [502, 504];

/** What an error says of itself, by the rules of whichever revision the bench speaks for. */
function judgeProblem(bench: Bench, { judged, request, response }: Omit<Subject, 'row'>): void {
  const { status } = response;
  if (OF_GATEWAYS.includes(status)) return;
  if (judged.operation === 'token') {
    judgeTokenError(bench, response);
    return;
  }
  if (isTransient(response)) {
    bench.judge(status === 500 ? 'RTY-002' : 'RTY-001', advisesToWait(response));
    bench.judge('ERR-001', isProblemDocument(response));
    return;
  }
  judgeEarlierForm(bench, judged.operation, response);
  const conditions = conditionsOf(judged.operation, request.path, status);
  if (conditions.length > 0) judgeRegistered(bench, response, ...conditions);
  else judgeOpen(bench, response);
}

function judgeTokenError(bench: Bench, response: WireResponse): void {
  if (response.status === 400 || response.status === 401)
    bench.judge('ONB-002', isTokenError(response), { position: 'G-101' });
}

/** Before problem documents two errors have a form that is written down (G-72). */
function judgeEarlierForm(bench: Bench, operation: Operation, response: WireResponse): void {
  const position = { position: 'G-72' };
  if (operation === 'onboard' && response.status < 500)
    bench.judge('ONB-013', onboardingErrorDocument(response), position);
  else if (response.status === 401) bench.judge('SIG-005', signatureErrorDocument(response), position);
}

/** The registered conditions that fit a refusal; none where the texts leave its type open. */
function conditionsOf(operation: Operation, path: string, status: number): readonly ProblemCondition[] {
  switch (status) {
    case 400:
      return operation === 'report' || operation === 'status'
        ? ['invalid-request', 'semantic-error']
        : ['invalid-request'];
    case 403:
      return ['not-authorized'];
    case 404:
      return notFound(operation, path);
    case 406:
      return ['server-cannot-generate-response'];
    case 422:
      return ['semantic-error'];
    default:
      return [];
  }
}

function notFound(operation: Operation, path: string): readonly ProblemCondition[] {
  if (operation === 'report') return ['gateway-not-found'];
  if (operation === 'remove') return ['device-not-found'];
  if (operation !== 'fetch') return [];
  return artifactAt(path)?.kind === 'bundle' ? ['invalid-bundle'] : ['deployment-not-found'];
}

type Call = readonly [requirement: string, judgement: Judgement, options: JudgeOptions | undefined];

/** Different answers that are remembered; a WFM under load sends few, many times over. */
const REMEMBERED = 256;

/** Judges each error once for all who get the same one: what it says of itself does not depend on who got it. */
export class ProblemMemory {
  readonly #known = new Map<string, readonly Call[]>();

  judge(bench: Bench, subject: Omit<Subject, 'row'>): void {
    const key = keyOf(subject);
    const calls = this.#known.get(key) ?? this.#judged(key, subject);
    for (const [requirement, judgement, options] of calls) bench.judge(requirement, judgement, options);
  }

  #judged(key: string, subject: Omit<Subject, 'row'>): readonly Call[] {
    const calls: Call[] = [];
    judgeProblem({ judge: (...call) => void calls.push([call[0], call[1], call[2]]) }, subject);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(key, calls);
    return calls;
  }
}

function keyOf({ judged, request, response }: Omit<Subject, 'row'>): string {
  const { status, headers, body } = response;
  const kind = judged.operation === 'fetch' ? (artifactAt(request.path)?.kind ?? '') : '';
  let key = `${judged.revision} ${judged.operation} ${kind} ${status}`;
  for (const [name, value] of headers) if (!/^date$/i.test(name)) key += `\n${name}: ${value}`;
  return `${key}\n\n${Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1')}`;
}
