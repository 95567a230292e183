import type { Operation } from '../../../simulator/fleet/judging/judge.ts';
import { broken, judgeThat } from '../../oracles/judgement.ts';
import { isTransient } from '../../oracles/retry-advice.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { successes } from '../../oracles/successes.ts';
import { STANDING } from '../memory/clients.ts';
import type { Standpoint, Subject } from '../subject.ts';
import { unavailable } from './artifacts.ts';
import { doubtReport, reportedDevice } from './capabilities.ts';
import { artifactAt, reportedDeployment } from './resources.ts';
import { doubtStatus } from './statuses.ts';
import { isListed, suspect } from './suspicions.ts';

/** A request in good order that was refused: to be put off is anybody's right, to be turned away is not. */
export function judgeRefusal(standpoint: Standpoint, subject: Subject): void {
  const { status } = subject.response;
  if (status >= 500 || isTransient(subject.response)) doubt(standpoint, subject);
  else if (status === 401 || status === 403) judgeDenial(standpoint, subject);
  else TURNED_AWAY[subject.judged.operation]?.(standpoint, subject);
}

/** Nobody can tell whether what was sent was taken in before it failed. */
export function doubt(standpoint: Standpoint, subject: Omit<Subject, 'response'>): void {
  if (subject.judged.operation === 'report') doubtReport(standpoint, subject);
  if (subject.judged.operation === 'status') doubtStatus(standpoint, subject);
}

/** A client that was admitted, and was served for so long that its admission is known everywhere (WIP-012). */
function judgeDenial({ bench, memory, settleMs }: Standpoint, { response, judged, row }: Subject): void {
  const since = memory.clients.servedSince[row] ?? 0;
  if (since === 0 || judged.exchange.startedAt < since * 1000 + settleMs) return;
  const seconds = Math.round(judged.exchange.startedAt / 1000 - since);
  bench.judge(
    'WIP-012',
    broken(
      'that a client which is accepted is served',
      `status ${response.status} to one that was served ${seconds} s ago`,
    ),
  );
}

function judgeRefusedPoll({ bench, memory }: Standpoint, { response, row }: Subject): void {
  const wasServed = memory.clients.servedSince[row] !== 0;
  bench.judge(wasServed ? 'DSM-001' : 'USR-005', statusIs(response, 200, 304));
}

function judgeRefusedRemoval({ bench, revision }: Standpoint, { response }: Subject): void {
  bench.judge('CAP-007', statusIs(response, ...successes(revision.traits.answers, 'deviceRemoved'), 404));
}

/** A child needs its gateway, and a revision that tells creation from update by method may refuse the wrong one (G-98). */
function judgeRefusedReport({ bench, memory, revision }: Standpoint, { request, response, row }: Subject): void {
  const { status } = response;
  const isChild = reportedDevice(request)?.includes('/') === true;
  if (status === 404 && isChild) return;
  const tellsByMethod = revision.id !== '1.0.0-rc.3';
  const isCertain = memory.clients.standings[row] === STANDING.never && request.method === 'POST';
  if (tellsByMethod && status !== 400 && !isCertain) return;
  bench.judge('CAP-006', judgeThat(false, 'that a report in good order is taken', `status ${status}`));
}

/** What the current manifest lists can be fetched (DSM-012): it was wrong if the next manifest is the same. */
function suspectFetch(standpoint: Standpoint, subject: Subject): void {
  const artifact = artifactAt(subject.request.path);
  if (!artifact || !isListed(standpoint, subject.judged.device, artifact.digest)) return;
  const judgement = unavailable(artifact, subject.response.status);
  if (judgement.ok) return;
  const { expected, received } = judgement;
  const countsFrom = subject.judged.exchange.startedAt;
  suspect(standpoint, subject, { requirement: 'DSM-012', about: artifact.digest, expected, received, countsFrom });
}

/** It was wrong if the deployment is still desired when everything that an operator did has come to show. */
function suspectStatus(standpoint: Standpoint, subject: Subject): void {
  const id = reportedDeployment(subject.request.path);
  const { startedAt } = subject.judged.exchange;
  if (!isListed(standpoint, subject.judged.device, id)) return;
  suspect(standpoint, subject, {
    requirement: 'STA-003',
    about: id,
    expected: `that a status of ${id} is taken, which is desired before and long after it`,
    received: `status ${subject.response.status}`,
    countsFrom: startedAt + standpoint.settleMs,
  });
}

type Rule = (standpoint: Standpoint, subject: Subject) => void;

/** By what was asked for; who is taken in, and who gets a token, is not for a fleet to say. */
const TURNED_AWAY: Readonly<Partial<Record<Operation, Rule>>> = {
  poll: judgeRefusedPoll,
  report: judgeRefusedReport,
  remove: judgeRefusedRemoval,
  fetch: suspectFetch,
  status: suspectStatus,
};
