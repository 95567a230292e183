import { CA_CERTIFICATE } from '../../../simulator/protocol/pre-draft/words.ts';
import { check } from '../../harness/check.ts';
import { unsigned } from '../../signatures/fields.ts';
import { judgeRootCa } from '../root-ca.ts';

check(
  {
    id: 'onboarding/root-certificate-needs-no-token',
    title: 'The root CA can be fetched without a token, and is the one that the certificate of the WFM leads to',
    requirements: ['GEN-001', 'ONB-011'],
    needs: { caller: 'bearer-token' },
  },
  (trial) => judgeRootCa(trial, { path: CA_CERTIFICATE, bare: unsigned, credentials: 'a token' }),
);
