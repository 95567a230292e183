import { check } from '../harness/check.ts';
import { judgeRefused } from './kinds.ts';

const needs = { verbs: ['admit'], issuer: true } as const;

check(
  {
    id: 'identity/ca-as-a-client-is-refused',
    title: 'A client whose certificate is that of a CA is refused',
    requirements: ['IDN-012'],
    needs,
  },
  (trial) => judgeRefused(trial, ['ca-leaf'], ['IDN-012']),
);

check(
  {
    id: 'identity/signing-key-usage-is-refused',
    title: 'A client whose key may sign certificates or revocation lists is refused',
    requirements: ['IDN-012'],
    needs,
  },
  (trial) => judgeRefused(trial, ['keycertsign-leaf', 'crlsign-leaf'], ['IDN-012']),
);

check(
  {
    id: 'identity/unknown-critical-extension-is-refused',
    title: 'A certificate with a critical extension that nobody knows is refused',
    requirements: ['TLS-004'],
    needs,
  },
  (trial) => judgeRefused(trial, ['critical-unknown-extension'], ['TLS-004']),
);
