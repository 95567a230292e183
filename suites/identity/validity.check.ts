import { check } from '../harness/check.ts';
import { judgeRefused } from './kinds.ts';

check(
  {
    id: 'identity/expired-svid-is-refused',
    title: 'A client whose SVID has expired is refused',
    requirements: ['IDN-011', 'TLS-004'],
    needs: { verbs: ['admit'], issuer: true },
  },
  (trial) => judgeRefused(trial, ['expired'], ['IDN-011', 'TLS-004']),
);

check(
  {
    id: 'identity/svid-of-the-future-is-refused',
    title: 'A client whose SVID is not valid yet is refused',
    requirements: ['IDN-011', 'TLS-004'],
    needs: { verbs: ['admit'], issuer: true },
  },
  (trial) => judgeRefused(trial, ['not-yet-valid'], ['IDN-011', 'TLS-004']),
);
