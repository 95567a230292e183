import { hash } from 'node:crypto';
import type { Server } from 'node:https';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { Behaviour } from '../behaviour.ts';
import type { Peer, Realm, Recognition } from './peer.ts';
import type { PeerSource } from './peer-source.ts';

const MAX_AGE_MS = 10 * 60_000;

/** The certificates as the peer sent them, leaf first; Node links them, a self-signed one to itself. */
function presentedChain(socket: TLSSocket): Buffer[] {
  const chain: Buffer[] = [];
  let at: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (at?.raw && !chain.some((known) => at !== undefined && known.equals(at.raw))) {
    chain.push(at.raw);
    at = at.issuerCertificate;
  }
  return chain;
}

/**
 * The chains of handshakes under way. Some releases of Node drop the chain when they finish a handshake on the server's
 * side (nodejs/node#65579), so it is read just before that; the key log is the first that is heard of such a socket.
 */
function watchChains(server: Server): (socket: TLSSocket) => Buffer[] {
  const chains = new WeakMap<TLSSocket, Buffer[]>();
  server.on('keylog', (_line, socket) => {
    if (chains.has(socket)) return;
    chains.set(socket, []);
    socket.prependOnceListener('secure', () => chains.set(socket, presentedChain(socket)));
  });
  return (socket) => chains.get(socket) ?? presentedChain(socket);
}

/**
 * Recognises each peer as its handshake ends and drops whoever is no client of this WFM (WIP-010). A resumed session
 * carries the leaf but not its intermediates, so its peer is the one that was recognised in the full handshake.
 */
export function watchConnections(server: Server, behaviour: Behaviour, realm: Realm): PeerSource {
  const open = new WeakMap<TLSSocket, { readonly recognition: Recognition; readonly since: number }>();
  const known = new Map<string, Peer>();
  const chainOf = watchChains(server);

  const recognise = (socket: TLSSocket): Recognition => {
    const now = new Date();
    const chain = chainOf(socket);
    const fingerprint = hash('sha256', chain[0] ?? '', 'base64');
    const before = socket.isSessionReused() ? known.get(fingerprint) : undefined;
    if (before) {
      const peer = { ...before, resumed: true };
      return behaviour.remainsValid(peer, now) ? { recognised: true, peer } : expired;
    }
    const recognition = behaviour.recognisePeer(chain, realm, now);
    if (recognition.recognised) remember(fingerprint, recognition.peer);
    return recognition;
  };
  const remember = (fingerprint: string, peer: Peer): void => {
    known.delete(fingerprint);
    known.set(fingerprint, peer);
    const [oldest] = known.keys();
    if (known.size > MAX_REMEMBERED && oldest !== undefined) known.delete(oldest);
  };

  server.on('secureConnection', (socket) => {
    const recognition = recognise(socket);
    open.set(socket, { recognition, since: Date.now() });
    if (!recognition.recognised && behaviour.refusal === 'close') socket.destroy();
  });
  return {
    recognitionOf: ({ socket }) => (socket instanceof TLSSocket ? open.get(socket)?.recognition : undefined),
    isOld: (socket) => socket instanceof TLSSocket && Date.now() - (open.get(socket)?.since ?? 0) > MAX_AGE_MS,
  };
}

const MAX_REMEMBERED = 10_000;
const expired: Recognition = { recognised: false, reason: 'SVID_EXPIRED' };
