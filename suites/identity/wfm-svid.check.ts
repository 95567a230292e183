import { certificateFacts } from '../../simulator/pki/certificate-facts.ts';
import type { RefusalCode } from '../../simulator/pki/refusal.ts';
import { wfmId } from '../../simulator/pki/spiffe-id.ts';
import { type ValidSvid, validateSvid } from '../../simulator/pki/validate-svid.ts';
import { check } from '../harness/check.ts';
import { spiffeOf } from '../harness/target/target.ts';
import type { Trial } from '../harness/trial.ts';
import { broken, HOLDS, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { wfmChain } from './wfm-chain.ts';

check(
  {
    id: 'identity/wfm-presents-its-svid',
    title: 'The WFM presents a current X.509-SVID with the name that its clients derive from their own',
    requirements: ['WIP-005'],
  },
  async (trial) => {
    const chain = await wfmChain(trial);
    const validated = validate(trial, chain);
    trial.judge('WIP-005', accepted(validated, LEAF_REFUSALS));
    if ('refused' in validated) {
      trial.observe(`a strict validator refuses the certificates of the WFM: ${validated.message}`);
      return;
    }
    const { trustDomain, wfmId: id } = spiffeOf(trial.session.target);
    const expected = wfmId(trustDomain, id);
    trial.judge('WIP-005', judgeThat(validated.spiffeId === expected, `the name ${expected}`, validated.spiffeId));
  },
);

check(
  {
    id: 'identity/wfm-shares-the-trust-domain',
    title: 'The WFM is of the trust domain that its clients are of',
    requirements: ['IDN-003'],
  },
  async (trial) => {
    const [leaf] = await wfmChain(trial);
    const { trustDomain } = spiffeOf(trial.session.target);
    const names = leaf === undefined ? [] : certificateFacts(leaf).uriSans;
    const foreign = names.find((name) => !name.startsWith(`spiffe://${trustDomain}/`) && name.startsWith('spiffe:'));
    trial.judge(
      'IDN-003',
      judgeThat(foreign === undefined, `names in the trust domain ${trustDomain} alone`, String(foreign)),
    );
  },
);

check(
  {
    id: 'identity/wfm-sends-its-chain',
    title: 'The WFM sends its certificate with all intermediates up to an anchor of the bundle',
    requirements: ['IDN-004', 'WIP-005'],
  },
  async (trial) => {
    const validated = validate(trial, await wfmChain(trial));
    trial.judge('IDN-004', accepted(validated, ['CHAIN_NO_ANCHOR']));
    trial.judge('WIP-005', accepted(validated, CHAIN_REFUSALS));
  },
);

const LEAF_REFUSALS: readonly RefusalCode[] = [
  'SVID_MISSING',
  'SVID_NO_URI',
  'SVID_SEVERAL_URIS',
  'SVID_SPIFFE_ID_INVALID',
  'SVID_TRUST_DOMAIN',
  'SVID_NO_PATH',
  'SVID_IS_A_CA',
  'SVID_KEY_USAGE',
  'SVID_EXPIRED',
  'SVID_NOT_YET_VALID',
];

// Keys and extensions of a CA are held against no clause of the profile.
const CHAIN_REFUSALS: readonly RefusalCode[] = [
  'CHAIN_EXPIRED',
  'CHAIN_NOT_YET_VALID',
  'CHAIN_NOT_A_CA',
  'CHAIN_PATH_LENGTH',
];

// IDN-014 allows a tolerance without a number.
const SKEW_MS = 10 * 60_000;

type Validated = ReturnType<typeof validateSvid>;

const validate = ({ session }: Trial, chain: readonly Uint8Array[]): Validated =>
  validateSvid(chain, {
    anchors: [session.anchors],
    trustDomain: spiffeOf(session.target).trustDomain,
    now: new Date(),
    skewMs: SKEW_MS,
  });

const accepted = (validated: ValidSvid | Validated, codes: readonly RefusalCode[]): Judgement =>
  'refused' in validated && codes.includes(validated.refused)
    ? broken('a valid X.509-SVID of the WFM, sent with its intermediates', validated.message)
    : HOLDS;
