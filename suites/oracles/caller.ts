import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';
import { listedIds, manifestDocument } from './manifest-document.ts';

/** A deployment of the caller, and one of somebody else. */
export interface Owned {
  readonly own: string;
  readonly foreign: string;
}

/**
 * The desired state that was served is the caller's (GEN-007). A request that was answered with an error was served to
 * nobody.
 */
export function servedAsCaller(response: WireResponse, { own, foreign }: Owned): Judgement {
  if (response.status >= 400) return HOLDS;
  const read = manifestDocument(response);
  if ('wrong' in read) return read.wrong;
  const ids = listedIds(read.document);
  if (ids.includes(foreign)) return broken(`the caller's desired state`, `one with deployment ${foreign} of another`);
  return judgeThat(ids.includes(own), `a desired state with the caller's deployment ${own}`, `[${ids.join(', ')}]`);
}

/** An answer, of whatever form, does not speak of somebody else's deployment (GEN-007). */
export const doesNotName = ({ body }: WireResponse, foreign: string): Judgement =>
  judgeThat(
    !Buffer.from(body).toString('latin1').includes(foreign),
    `an answer without deployment ${foreign} of another client`,
    'one that names it',
  );

/**
 * What belongs to somebody else is as good as not there (GEN-008): not even its existence is confirmed by a 304. Which
 * 4xx says so is for other rules to judge.
 */
export const withheld = ({ status }: WireResponse): Judgement =>
  judgeThat(status >= 400 && status < 500, 'status 404, or another 4xx', `status ${status}`);
