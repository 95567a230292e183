import { check } from '../harness/check.ts';
import { judgeRefused } from './kinds.ts';

const needs = { verbs: ['admit'], issuer: true } as const;

check(
  {
    id: 'identity/certificate-without-a-uri-is-refused',
    title: 'A certificate without a URI among its alternative names is refused, whatever its common or DNS name says',
    requirements: ['IDN-012', 'IDN-010', 'TLS-005'],
    needs,
  },
  (trial) =>
    judgeRefused(trial, ['no-uri-san', 'uri-in-common-name', 'dns-only-san'], ['IDN-012', 'IDN-010', 'TLS-005']),
);

check(
  {
    id: 'identity/two-uris-are-refused',
    title: 'A certificate with two URIs is refused, in whatever order they stand',
    requirements: ['IDN-012'],
    needs,
  },
  (trial) =>
    judgeRefused(
      trial,
      ['two-uri-sans-good-first', 'two-uri-sans-good-second', 'two-uri-sans-one-non-spiffe'],
      ['IDN-012'],
    ),
);

check(
  {
    id: 'identity/other-uri-scheme-is-refused',
    title: 'A certificate whose URI has another scheme than spiffe is refused',
    requirements: ['IDN-012', 'TLS-005'],
    needs,
  },
  (trial) => judgeRefused(trial, ['non-spiffe-uri'], ['IDN-012', 'TLS-005']),
);
