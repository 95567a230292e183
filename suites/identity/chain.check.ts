import { createIntermediate } from '../../simulator/pki/authority.ts';
import { issueSvid } from '../../simulator/pki/svid.ts';
import { check } from '../harness/check.ts';
import { present } from '../harness/probe/present.ts';
import { isServed, served } from '../oracles/reception.ts';
import { contextOf, judgeReception, judgeRefused, possibleKinds, soundTwin } from './kinds.ts';

const needs = { verbs: ['admit'], issuer: true } as const;

check(
  {
    id: 'identity/foreign-anchor-is-refused',
    title: 'A certificate that leads to no anchor of the bundle is refused, even if it names the right issuer',
    requirements: ['IDN-011', 'TLS-004', 'GEN-006'],
    needs,
  },
  (trial) =>
    judgeRefused(trial, ['foreign-anchor', 'forged-signature', 'self-signed'], ['IDN-011', 'TLS-004', 'GEN-006']),
);

check(
  {
    id: 'identity/client-as-a-ca-is-refused',
    title: 'A certificate that a client signed for another is refused',
    requirements: ['IDN-011', 'TLS-004'],
    needs,
  },
  (trial) => judgeRefused(trial, ['signed-by-client'], ['IDN-011', 'TLS-004']),
);

check(
  {
    id: 'identity/expired-intermediate-is-refused',
    title: 'A chain through an expired intermediate CA is refused',
    requirements: ['IDN-011', 'TLS-004'],
    needs,
  },
  (trial) => judgeRefused(trial, ['expired-intermediate'], ['IDN-011', 'TLS-004']),
);

check(
  {
    id: 'identity/path-length-is-enforced',
    title: 'A chain with more CAs than the path length of one of them allows is refused',
    requirements: ['TLS-004'],
    needs,
  },
  (trial) => judgeRefused(trial, ['path-length-exceeded'], ['TLS-004']),
);

check(
  {
    id: 'identity/chain-with-intermediate-is-accepted',
    title: 'A client below an intermediate CA is accepted when it sends that CA with its own certificate',
    requirements: ['IDN-011', 'IDN-004'],
    needs,
  },
  async (trial) => {
    const [kind] = possibleKinds(trial, ['with-intermediate']);
    const twin = await soundTwin(trial);
    const credential = await kind?.make(contextOf(trial, twin.id));
    if (!credential) return;
    const reception = await present(trial, { actor: 'with intermediate', credential });
    trial.judge('IDN-011', served(reception, 'a client with a chain of two certificates'));
    trial.judge('IDN-004', served(reception, 'a client with a chain of two certificates'));
  },
);

check(
  {
    id: 'identity/missing-intermediate-is-not-made-up',
    title: 'A client that does not send its intermediate CA is refused, since nobody else brings it',
    requirements: ['IDN-011'],
    needs,
  },
  async (trial) => {
    possibleKinds(trial, ['missing-intermediate']);
    const twin = await soundTwin(trial);
    const { issuer } = contextOf(trial, twin.id);
    const whole = await issueSvid(await createIntermediate(issuer, { name: 'Intermediate CA' }), {
      spiffeId: twin.spiffeId,
    });
    const leafAlone = { chainPem: whole.certificatePem, keyPem: whole.keyPem };
    const reception = await present(trial, { actor: 'leaf alone', credential: leafAlone });
    const sound = await present(trial, { actor: 'whole chain', credential: whole });
    const later = await present(trial, { actor: 'leaf alone', credential: leafAlone });
    judgeReception(trial, 'IDN-011', reception, 'a client without its intermediate CA');
    trial.judge('IDN-011', served(sound, 'a client with its intermediate CA'));
    // To remember what a client has sent is not to fetch it.
    if (isServed(later)) trial.observe('a missing intermediate CA is completed from an earlier handshake');
  },
);
