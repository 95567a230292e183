import type { IdentityKind } from './identity-kind.ts';
import { client, INVALID_ID, uriKinds, wfm } from './uri-kind.ts';

/** Certificates of the WFM's namespace whose path has not exactly the form of a client. */
export const PATH_SHAPE_KINDS: readonly IdentityKind[] = uriKinds([
  { kind: 'wfm-own-id', describe: 'it is the identity of the WFM itself', uri: wfm },
  { kind: 'client-id-missing', describe: 'its path ends with /client', uri: (context) => `${wfm(context)}/client` },
  {
    kind: 'client-id-empty',
    describe: 'its path ends with /client/',
    requirements: INVALID_ID,
    uri: (context) => `${wfm(context)}/client/`,
  },
  {
    kind: 'trailing-slash',
    describe: 'its path has a slash after the client id',
    requirements: INVALID_ID,
    uri: (context) => `${client(context)}/`,
  },
  {
    kind: 'extra-segment',
    describe: 'its path has a segment after the client id',
    uri: (context) => `${client(context)}/agent`,
  },
  {
    kind: 'clients-segment',
    describe: 'its path says /clients/ for /client/',
    uri: (context) => `${wfm(context)}/clients/${context.clientId}`,
  },
  {
    kind: 'client-segment-left-out',
    describe: 'its path has the client id right after the wfm-id',
    uri: (context) => `${wfm(context)}/${context.clientId}`,
  },
  {
    kind: 'not-margo',
    describe: 'its path does not start with /margo/',
    requirements: ['IDN-001', 'WIP-010'],
    uri: ({ trustDomain, wfmId, clientId }) => `spiffe://${trustDomain}/wfm/${wfmId}/client/${clientId}`,
  },
  {
    kind: 'margo-not-first',
    describe: 'its path has a segment before /margo/',
    requirements: ['IDN-001', 'WIP-010'],
    uri: ({ trustDomain, wfmId, clientId }) => `spiffe://${trustDomain}/x/margo/wfm/${wfmId}/client/${clientId}`,
  },
  {
    kind: 'empty-segment',
    describe: 'its path has an empty segment in the middle',
    requirements: INVALID_ID,
    uri: (context) => `${wfm(context)}//client/${context.clientId}`,
  },
  {
    kind: 'dot-segments',
    describe: 'its path leads to the right one only after dot segments are removed',
    requirements: INVALID_ID,
    uri: (context) => `${wfm(context)}/x/../client/${context.clientId}`,
  },
  {
    kind: 'percent-encoded',
    describe: 'its path is the right one only after percent-decoding',
    requirements: INVALID_ID,
    uri: (context) => `${wfm(context)}/%63lient/${context.clientId}`,
  },
  {
    kind: 'query',
    describe: 'it has a query',
    requirements: INVALID_ID,
    uri: (context) => `${client(context)}?x=1`,
  },
  {
    kind: 'fragment',
    describe: 'it has a fragment',
    requirements: INVALID_ID,
    uri: (context) => `${client(context)}#x`,
  },
  {
    kind: 'embedded-nul',
    describe: 'a NUL byte follows the right identity, and then more',
    requirements: INVALID_ID,
    uri: (context) => `${client(context)}\0.other`,
  },
  {
    kind: 'path-case-margo',
    describe: 'its path says /Margo/',
    uri: ({ trustDomain, wfmId, clientId }) => `spiffe://${trustDomain}/Margo/wfm/${wfmId}/client/${clientId}`,
  },
  {
    kind: 'path-case-wfm',
    describe: 'its path says /WFM/',
    uri: ({ trustDomain, wfmId, clientId }) => `spiffe://${trustDomain}/margo/WFM/${wfmId}/client/${clientId}`,
  },
  {
    kind: 'path-case-client',
    describe: 'its path says /Client/',
    uri: (context) => `${wfm(context)}/Client/${context.clientId}`,
  },
  {
    kind: 'root-path',
    describe: 'it names the trust domain and has no path',
    requirements: ['IDN-012', 'WIP-010'],
    uri: ({ trustDomain }) => `spiffe://${trustDomain}`,
  },
]);
