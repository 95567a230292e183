import { dispatch } from '../api/dispatch.ts';
import { openMutualDoor, type TlsEnd } from '../api/door.ts';
import type { EndpointSetup, RevisionInterface } from '../api/interface.ts';
import { type Listener, openListener } from '../api/listener.ts';
import { RESOURCES } from '../api/resources.ts';
import type { Behaviour } from '../behaviour.ts';
import { contrary } from '../contrary/index.ts';
import { obstinate } from '../contrary/obstinate/index.ts';
import { ControlError } from '../control/call.ts';
import { correctBehaviour } from '../correct-behaviour.ts';
import { recogniseProxiedPeer } from '../identity/recognise.ts';
import { mutualTls } from '../identity/tls-options.ts';
import type { WasMode } from '../options.ts';

const LOOPBACK = '127.0.0.1';

/** Dropping the connection would end that of the proxy, not of the peer. */
const proxiedBehaviour: Behaviour = { ...correctBehaviour, recognisePeer: recogniseProxiedPeer, refusal: 'answer' };

async function open({ options, pki, realm, workshop, policy, ...setup }: EndpointSetup): Promise<Listener> {
  const { behaviour } = workshop;
  const { behindProxy = false, tls12 = false } = options;
  const identity = await behaviour.ownIdentity(pki, realm);
  const tls: TlsEnd = behindProxy ? 'at-proxy' : { here: behaviour.tlsOptions(mutualTls(identity, realm, tls12)) };
  return openListener({
    endpoint: setup.endpoint,
    // What a proxy says is believed, so nobody but one beside us may say it (TLS-009).
    host: behindProxy ? LOOPBACK : setup.host,
    port: setup.port,
    openDoor: (onRequest) => openMutualDoor(tls, behaviour, realm, onRequest),
    resources: RESOURCES,
    behaviour,
    dispatch: async (request, handler) => dispatch(request, handler, workshop, policy),
    log: setup.log,
  });
}

/** 1.0.0-rc.3: the caller is known by the SVID of mutual TLS. */
export const RC3_INTERFACE: RevisionInterface = {
  revision: '1.0.0-rc.3',
  portPrefix: '',
  behaviour: ({ mode = 'plain', endpoints = ['test'], endpointRecords = 'shared', behindProxy = false }) => {
    const correct = behindProxy ? proxiedBehaviour : correctBehaviour;
    const modes: Readonly<Record<WasMode, () => Behaviour>> = {
      plain: () => correct,
      contrary: () => contrary(correct, endpoints.length === 1),
      obstinate: () => obstinate(correct, endpointRecords === 'shared'),
    };
    return modes[mode]();
  },
  open,
  clientKey: ({ spiffeId }) => {
    if (spiffeId === undefined) return undefined;
    if (typeof spiffeId === 'string' && spiffeId.startsWith('spiffe://')) return spiffeId;
    throw new ControlError(400, 'client.spiffeId has to be a SPIFFE ID');
  },
};
