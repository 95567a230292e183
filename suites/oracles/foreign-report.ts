import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import type { AnswerCodes } from '../../simulator/protocol/revision.ts';
import { type Judgement, judgeThat } from './judgement.ts';
import { refusedWith } from './status-code.ts';

/** How a report about a deployment that nobody has is refused (STA-003, position G-16); 400 is in the operation's own table. */
export const unknownReportRefused = (answer: WireResponse, answers: ReportRefusals): Judgement =>
  refusedWith(answer, answers.meaningless, 404, ...answers.clientRefused);

type ReportRefusals = Pick<AnswerCodes, 'meaningless' | 'clientRefused'>;

export interface ForeignJudgement {
  readonly judgement: Judgement;
  /** Which refusal is right is open, and where reports about deployments that nobody has are acknowledged, an acknowledgement tells nothing. */
  readonly position: 'G-16' | undefined;
}

/** A report about somebody else's deployment is not acknowledged (STA-014). */
export const foreignReportRefused = (
  foreign: WireResponse,
  unknown: WireResponse,
  answers: ReportRefusals,
): ForeignJudgement => ({
  judgement: unknownReportRefused(foreign, answers),
  position: succeeded(foreign) && !succeeded(unknown) ? undefined : 'G-16',
});

/** The refusal is that of a deployment that nobody has, so that it does not tell whether there is one (STA-014). */
export const sameRefusal = (foreign: WireResponse, unknown: WireResponse): Judgement =>
  judgeThat(
    foreign.status === unknown.status,
    `status ${unknown.status}, as for a deployment that nobody has`,
    `status ${foreign.status}`,
  );

/** No header and no body of a refusal names the owner (STA-014). */
export function doesNotTell(foreign: WireResponse, owners: readonly string[]): Judgement {
  const text = [...foreign.headers.flat(), Buffer.from(foreign.body).toString('latin1')].join('\n');
  const told = owners.find((owner) => text.includes(owner));
  return judgeThat(told === undefined, 'a refusal that does not name the owner', `a refusal that names ${told}`);
}

const succeeded = ({ status }: WireResponse): boolean => status >= 200 && status < 300;
