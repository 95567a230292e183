import { certificateBlocks, pemToDer } from '../../pki/pem.ts';
import { readDialect } from '../../protocol/dialect.ts';
import { DEFAULT_RC2_BASE, RC2_BASES, RC2_FACETS, type Rc2Dialect } from '../../protocol/rc2/dialects.ts';
import { dispatch } from '../api/dispatch.ts';
import { openPublicDoor, type TlsEnd } from '../api/door.ts';
import type { EndpointSetup, RevisionInterface } from '../api/interface.ts';
import { type Listener, openListener } from '../api/listener.ts';
import type { Behaviour } from '../behaviour.ts';
import { contrary } from '../contrary/index.ts';
import { obstinate } from '../contrary/obstinate/index.ts';
import { ControlError } from '../control/call.ts';
import { ANONYMOUS } from '../identity/peer.ts';
import { serverTls } from '../identity/tls-options.ts';
import type { WasMode, WasOptions } from '../options.ts';
import { rc2Behaviour } from './behaviour.ts';
import { clientKeyOf } from './certificates.ts';
import { contraryRc2, obstinateRc2 } from './contrary.ts';
import { identify } from './identify.ts';
import { resourcesOf } from './resources.ts';

const LOOPBACK = '127.0.0.1';
/** Throws `TypeError` with a code of `readDialect` where there is none such. */
const dialectOf = ({ dialects = {} }: WasOptions): Rc2Dialect =>
  readDialect(RC2_FACETS, RC2_BASES, DEFAULT_RC2_BASE, dialects['1.0.0-rc.2'] ?? {});

async function open({ options, pki, realm, workshop, policy, ...setup }: EndpointSetup): Promise<Listener> {
  const { behaviour } = workshop;
  const { behindProxy = false } = options;
  const identity = await behaviour.ownIdentity(pki, realm);
  const tls: TlsEnd = behindProxy ? 'at-proxy' : { here: behaviour.tlsOptions(serverTls(identity)) };
  const dialect = dialectOf(options);
  const guard = { ...workshop, realm, dialect, options };
  return openListener({
    endpoint: setup.endpoint,
    host: behindProxy ? LOOPBACK : setup.host,
    port: setup.port,
    openDoor: (onRequest) => openPublicDoor(tls, onRequest),
    resources: resourcesOf(dialect, realm),
    behaviour,
    identify: (request) => identify(request, guard),
    dispatch: async (request, handler) =>
      request.peer === ANONYMOUS
        ? handler(request, { ...workshop, caller: '' })
        : dispatch(request, handler, workshop, policy),
    log: setup.log,
  });
}

/** 1.0.0-rc.2: the caller is known by the id in the path and a signature of the key that it is bound to. */
export const RC2_INTERFACE: RevisionInterface = {
  revision: '1.0.0-rc.2',
  portPrefix: 'rc2:',
  behaviour: (options) => {
    const { mode = 'plain', endpoints = ['test'], endpointRecords = 'shared' } = options;
    const correct = rc2Behaviour(dialectOf(options));
    const modes: Readonly<Record<WasMode, () => Behaviour>> = {
      plain: () => correct,
      contrary: () => contraryRc2(contrary(correct, endpoints.length === 1)),
      obstinate: () => obstinateRc2(obstinate(correct, endpointRecords === 'shared')),
    };
    return modes[mode]();
  },
  open,
  clientKey: ({ certificate }) => {
    if (certificate === undefined) return undefined;
    const [leaf] = typeof certificate === 'string' ? certificateBlocks(certificate) : [];
    if (leaf === undefined) throw new ControlError(400, 'client.certificate has to be a certificate in PEM');
    return clientKeyOf(pemToDer(leaf));
  },
};
