import type { PeerVerifier } from '../../../protocol/revision.ts';

/** A WFM has one certificate, or one for each of a few machines; while it renews them, twice as many. */
const REMEMBERED = 16;

export interface RememberedPeer {
  readonly verify: PeerVerifier;
  /** Until when the verdict on the peer judged last holds, on the clock of `performance.now()`. */
  readonly goodUntil: number;
}

/**
 * A peer that was found good is not judged anew for each of thousands of connections, but every so often (TLS-007): its chain
 * is, by TLS itself, every time. One that was not is judged every time.
 */
export function remembered(judge: PeerVerifier, forMs: number): RememberedPeer {
  let known: readonly { readonly leaf: Uint8Array; readonly until: number }[] = [];
  const self = {
    goodUntil: 0,
    verify: (chain: readonly Uint8Array[]): Error | undefined => {
      const [leaf] = chain;
      const now = performance.now();
      const before = known.find((peer) => leaf && peer.until > now && Buffer.compare(peer.leaf, leaf) === 0);
      if (before) {
        self.goodUntil = before.until;
        return undefined;
      }
      const objection = judge(chain);
      if (objection || !leaf) return objection;
      self.goodUntil = now + forMs;
      known = [{ leaf, until: self.goodUntil }, ...known].slice(0, REMEMBERED);
      return undefined;
    },
  };
  return self;
}
