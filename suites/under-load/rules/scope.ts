import { CANARY_MARK, canariesIn } from '../../../simulator/fleet/operator/canary.ts';
import type { WireResponse } from '../../../simulator/protocol/exchange.ts';
import { judgeScope } from '../../harness/scope.ts';
import { broken, HOLDS, type Judgement } from '../../oracles/judgement.ts';
import type { Standpoint } from '../subject.ts';

/** What is one client's alone was not given to another one as well. */
export function ownership({ memory }: Standpoint, device: number, what: string, names: Iterable<string>): Judgement {
  let judgement = HOLDS;
  for (const name of names) {
    const owner = memory.owners.claim(name, device);
    if (owner !== undefined && judgement.ok)
      judgement = broken(
        `a ${what} that no other client is given`,
        `${what} ${name}, which device ${owner} was given as well`,
      );
  }
  return judgement;
}

/**
 * A text that a client was given is not about somebody else's deployment: the canaries in it say whose it is. False where
 * it is: what else may be wrong with it is no matter of this client.
 */
export function judgeCanaries({ bench, nonce }: Standpoint, device: number, text: string): boolean {
  const judgement = ownCanaries(text, device, nonce);
  judgeScope(bench, 'GEN-008', judgement);
  return judgement.ok;
}

function ownCanaries(text: string, device: number, nonce: string): Judgement {
  const foreign = canariesIn(text).find((canary) => canary.device !== device || canary.nonce !== nonce);
  if (!foreign) return HOLDS;
  const whose = foreign.nonce === nonce ? `device ${foreign.device}` : `a client of the run ${foreign.nonce}`;
  return broken(`only what was assigned to device ${device}`, `a deployment that was assigned to ${whose}`);
}

/** As {@link judgeCanaries}, for a body that is hardly ever about a deployment. */
export function judgeBodyScope(standpoint: Standpoint, device: number, { body }: Pick<WireResponse, 'body'>): void {
  if (body.length === 0) return;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (bytes.includes(CANARY_MARK)) judgeCanaries(standpoint, device, bytes.toString('latin1'));
}
