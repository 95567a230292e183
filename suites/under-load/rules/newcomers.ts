import type { OAuthEnrolment } from '../../../simulator/protocol/revision.ts';
import { urlSafe } from '../../oracles/client-id.ts';
import { about, broken, HOLDS } from '../../oracles/judgement.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { isBearerToken, staysOutOfCaches } from '../../oracles/token-answer.ts';
import type { Standpoint, Subject } from '../subject.ts';
import { ownership } from './scope.ts';

/** What a client is handed out when it is taken in: in its form, and to nobody else (ONB-003, ONB-013). */
export function judgeOnboarding(standpoint: Standpoint, { response, judged }: Subject): void {
  const { bench, revision } = standpoint;
  const answer = revision.onboarding?.read(response);
  if (!answer || judged.identity === 'other-device') return;
  if ('wrong' in answer) {
    bench.judge('ONB-013', broken('a client id in the answer', answer.wrong));
    return;
  }
  const { enrolment } = answer;
  if (enrolment.kind === 'client-id') {
    bench.judge('ONB-013', about('onboarding', statusIs(response, 201)));
    bench.judge('ONB-013', urlSafe(enrolment.clientId));
    bench.judge('ONB-013', ownership(standpoint, judged.device, 'client id', [enrolment.clientId]));
  }
  if (enrolment.kind === 'oauth') judgeHandout(standpoint, judged.device, enrolment);
}

function judgeHandout(standpoint: Standpoint, device: number, { clientId, repository }: OAuthEnrolment): void {
  const { bench } = standpoint;
  bench.judge('ONB-003', ownership(standpoint, device, 'client id', [clientId]));
  const owned = repository ? ownership(standpoint, device, 'repository', [repository.url]) : HOLDS;
  bench.judge('USR-016', owned, { position: 'G-90' });
}

/** A token that was handed out (RFC 6749, 5.1). */
export function judgeToken({ bench }: Standpoint, { response }: Subject): void {
  bench.judge('ONB-002', isBearerToken(response));
  bench.judge('ONB-002', staysOutOfCaches(response), { position: 'G-101' });
}
