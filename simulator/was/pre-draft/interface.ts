import { join } from 'node:path';
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
import type { WasMode } from '../options.ts';
import { openDatabase } from '../storage/database.ts';
import { identify } from './authorization/identify.ts';
import { preDraftBehaviour } from './behaviour.ts';
import { contraryPreDraft, obstinatePreDraft } from './contrary.ts';
import { enrolmentStore } from './enrolments.ts';
import { gitDoor } from './repository/git-door.ts';
import { openRepositories } from './repository/repositories.ts';
import { resourcesOf } from './resources.ts';
import type { PreDraftSite } from './site.ts';
import { clientKeyOf, DEFAULT_REPOSITORY_TOKEN_SECONDS, DEFAULT_TOKEN_SECONDS } from './words.ts';

const LOOPBACK = '127.0.0.1';
const HOST = /^[A-Za-z0-9.:[\]-]+$/;

async function open({ options, pki, realm, workshop, policy, ...setup }: EndpointSetup): Promise<Listener> {
  const { behaviour } = workshop;
  const { behindProxy = false, dataDir, endpointRecords, preDraft = {} } = options;
  const identity = await behaviour.ownIdentity(pki, realm);
  const tls: TlsEnd = behindProxy ? 'at-proxy' : { here: behaviour.tlsOptions(serverTls(identity)) };
  await using opened = new AsyncDisposableStack();
  // A second connection: what is handed out is written apart from the records, never within their transactions.
  const database = openDatabase(join(dataDir, 'was.sqlite'));
  opened.defer(() => database.close());
  const scope = endpointRecords === 'separate' ? setup.endpoint : 'shared';
  const host = behindProxy ? LOOPBACK : setup.host;
  let port = setup.port;
  const site: PreDraftSite = {
    ...workshop,
    realm,
    policy,
    enrolments: behaviour.preDraft.enrolments(enrolmentStore(database, scope)),
    tokenSeconds: preDraft.tokenSeconds ?? DEFAULT_TOKEN_SECONDS,
    repositoryTokenSeconds: preDraft.repositoryTokenSeconds ?? DEFAULT_REPOSITORY_TOKEN_SECONDS,
    originFor: (asked) => `https://${asked !== undefined && HOST.test(asked) ? asked : `${host}:${port}`}`,
  };
  const repositories = openRepositories(join(dataDir, 'repositories', scope), workshop);
  const listener = await openListener({
    endpoint: setup.endpoint,
    host,
    port,
    openDoor: (onRequest) => openPublicDoor(tls, gitDoor(site, repositories, setup.log, onRequest)),
    resources: resourcesOf(site),
    behaviour,
    identify: (request) => identify(request, site),
    dispatch: async (request, handler) =>
      request.peer === ANONYMOUS
        ? handler(request, { ...workshop, caller: '' })
        : dispatch(request, handler, workshop, policy),
    log: setup.log,
  });
  port = listener.port;
  opened.defer(() => listener.close());
  const everything = opened.move();
  return { port, close: () => everything.disposeAsync() };
}

/** The pre-draft of October 2024: the caller is known by a bearer token, and the desired state is in a Git repository. */
export const PRE_DRAFT_INTERFACE: RevisionInterface = {
  revision: 'pre-draft-2024',
  portPrefix: 'pre-draft:',
  behaviour: ({ mode = 'plain', endpoints = ['test'], endpointRecords = 'shared' }) => {
    const modes: Readonly<Record<WasMode, () => Behaviour>> = {
      plain: () => preDraftBehaviour,
      contrary: () => contraryPreDraft(contrary(preDraftBehaviour, endpoints.length === 1)),
      obstinate: () => obstinatePreDraft(obstinate(preDraftBehaviour, endpointRecords === 'shared')),
    };
    return modes[mode]();
  },
  open,
  clientKey: ({ id, spiffeId, certificate }) => {
    if (id === undefined || spiffeId !== undefined || certificate !== undefined) return undefined;
    if (typeof id === 'string' && id !== '') return clientKeyOf(id);
    throw new ControlError(400, 'client.id has to be a text that is not empty');
  },
};
