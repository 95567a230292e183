import { CA_CERTIFICATE } from '../../simulator/protocol/rc2/words.ts';
import { check } from '../harness/check.ts';
import { unsigned } from '../signatures/fields.ts';
import { judgeRootCa } from './root-ca.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'onboarding/root-certificate-can-be-fetched',
    title: 'The root CA can be fetched without credentials, and is the one that the certificate of the WFM leads to',
    requirements: ['GEN-001', 'ONB-011'],
    needs,
  },
  (trial) => judgeRootCa(trial, { path: CA_CERTIFICATE, bare: unsigned, credentials: 'a signature' }),
);
