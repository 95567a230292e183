import type { IdentityKind } from './identity-kind.ts';
import { client, INVALID_ID, type UriKind, uriKinds, wfm } from './uri-kind.ts';

const swapCase = (text: string): string =>
  text.replaceAll(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));

const OTHER_NAMESPACES: readonly UriKind[] = [
  {
    kind: 'other-trust-domain',
    describe: 'it belongs to another trust domain, under the same CA',
    requirements: ['IDN-003', 'IDN-010', 'WIP-010'],
    uri: ({ trustDomain, wfmId, clientId }) => `spiffe://other.${trustDomain}/margo/wfm/${wfmId}/client/${clientId}`,
  },
  {
    kind: 'trust-domain-as-prefix',
    describe: 'its trust domain begins with that of the WFM and goes on, under the same CA',
    requirements: ['IDN-003', 'IDN-010', 'WIP-010'],
    uri: (context) => client({ ...context, trustDomain: `${context.trustDomain}.other` }),
  },
  {
    kind: 'other-wfm-id',
    describe: 'it is a client of another WFM in the trust domain',
    uri: ({ trustDomain, wfmId, clientId }) => `spiffe://${trustDomain}/margo/wfm/other-${wfmId}/client/${clientId}`,
  },
  {
    kind: 'wfm-id-as-prefix',
    describe: 'its wfm-id begins with that of the WFM and goes on',
    uri: (context) => `${wfm(context)}x/client/${context.clientId}`,
  },
  {
    kind: 'wfm-id-case',
    // An id without letters has no other case: one letter more keeps the identity foreign.
    describe: 'its wfm-id differs from that of the WFM in case',
    uri: ({ trustDomain, wfmId, clientId }) => {
      const swapped = swapCase(wfmId);
      return `spiffe://${trustDomain}/margo/wfm/${swapped === wfmId ? `${wfmId}A` : swapped}/client/${clientId}`;
    },
  },
];

const AUTHORITIES_AND_SCHEMES: readonly UriKind[] = [
  {
    kind: 'userinfo',
    describe: 'its authority has a user part',
    requirements: INVALID_ID,
    uri: (context) => client({ ...context, trustDomain: `user@${context.trustDomain}` }),
  },
  {
    kind: 'port',
    describe: 'its authority has a port',
    requirements: INVALID_ID,
    uri: (context) => client({ ...context, trustDomain: `${context.trustDomain}:443` }),
  },
  {
    kind: 'trust-domain-missing',
    describe: 'its authority is empty',
    requirements: INVALID_ID,
    uri: (context) => client({ ...context, trustDomain: '' }),
  },
  {
    kind: 'non-spiffe-uri',
    describe: 'its URI has the scheme https',
    requirements: ['IDN-012'],
    uri: (context) => client(context).replace('spiffe:', 'https:'),
  },
  {
    kind: 'scheme-upper-case',
    describe: 'its scheme is SPIFFE, which by the rules of URIs is the same',
    expectation: 'either',
    requirements: ['IDN-012'],
    uri: (context) => client(context).replace('spiffe:', 'SPIFFE:'),
  },
  {
    kind: 'trust-domain-upper-case',
    describe: 'its trust domain is in upper case, which by the rules of URIs is the same',
    expectation: 'either',
    requirements: ['IDN-010'],
    uri: (context) => client({ ...context, trustDomain: context.trustDomain.toUpperCase() }),
  },
];

/** Certificates of another namespace than that of the WFM. */
export const NAMESPACE_KINDS: readonly IdentityKind[] = uriKinds([...OTHER_NAMESPACES, ...AUTHORITIES_AND_SCHEMES]);
