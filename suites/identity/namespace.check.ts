import { check } from '../harness/check.ts';
import {
  contextOf,
  judgeReception,
  judgeRefused,
  possibleKinds,
  presentKind,
  requireServed,
  soundTwin,
} from './kinds.ts';
import { requestsOfDevices, requestsOfWorkload } from './whole-interface.ts';

const needs = { verbs: ['admit'], issuer: true } as const;

check(
  {
    id: 'identity/other-trust-domain-is-refused',
    title: 'A client of another trust domain is refused, even under the same CA',
    requirements: ['IDN-010', 'WIP-010', 'IDN-003', 'TLS-005'],
    needs,
  },
  (trial) =>
    judgeRefused(trial, ['other-trust-domain', 'trust-domain-as-prefix'], ['IDN-010', 'WIP-010', 'IDN-003', 'TLS-005']),
);

check(
  {
    id: 'identity/client-of-another-wfm-is-refused',
    title: 'A client of another WFM of the same trust domain is refused, however similar the wfm-id is',
    requirements: ['WIP-010'],
    needs,
  },
  (trial) => judgeRefused(trial, ['other-wfm-id', 'wfm-id-as-prefix', 'wfm-id-case'], ['WIP-010']),
);

check(
  {
    id: 'identity/strangers-are-refused-at-every-resource',
    title: 'Who is no client of the WFM, or has an SVID that ended, is refused at every resource of the interface',
    requirements: ['GEN-006'],
    needs: { verbs: ['admit', 'assign'], issuer: true },
  },
  async (trial) => {
    const requests = [...(await requestsOfDevices(trial)), ...(await requestsOfWorkload(trial))];
    const twin = await soundTwin(trial);
    for (const kind of possibleKinds(trial, ['other-wfm-id', 'wfm-own-id', 'expired'])) {
      const credential = await kind.make(contextOf(trial, twin.id));
      for (const request of requests) {
        const reception = await presentKind(trial, kind, credential, request);
        const caller = `${request.method} ${request.path} with the certificate ${kind.kind} (${kind.describe})`;
        judgeReception(trial, 'GEN-006', reception, caller);
      }
    }
    await requireServed(trial, twin);
  },
);

check(
  {
    id: 'identity/name-of-another-form-is-refused',
    title: 'An SVID of the trust domain whose path has not exactly the form of a client is refused',
    requirements: ['WIP-010'],
    needs,
  },
  (trial) =>
    judgeRefused(
      trial,
      [
        'wfm-own-id',
        'client-id-missing',
        'extra-segment',
        'clients-segment',
        'client-segment-left-out',
        'not-margo',
        'margo-not-first',
        'path-case-margo',
        'path-case-wfm',
        'path-case-client',
      ],
      ['WIP-010'],
    ),
);

check(
  {
    id: 'identity/name-without-a-path-is-refused',
    title: 'The name of a trust domain as a whole is not that of a client',
    requirements: ['IDN-012', 'WIP-010'],
    needs,
  },
  (trial) => judgeRefused(trial, ['root-path'], ['IDN-012', 'WIP-010']),
);

check(
  {
    id: 'identity/malformed-name-is-refused',
    title: 'A URI that is no SPIFFE ID is refused, even where decoding or tidying it up would give that of a client',
    requirements: ['WIP-010', 'IDN-012'],
    needs,
  },
  (trial) =>
    judgeRefused(
      trial,
      [
        'client-id-empty',
        'trailing-slash',
        'empty-segment',
        'dot-segments',
        'percent-encoded',
        'query',
        'fragment',
        'embedded-nul',
        'userinfo',
        'port',
        'trust-domain-missing',
      ],
      ['WIP-010', 'IDN-012'],
    ),
);
