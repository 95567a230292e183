import { clientSpiffeId } from '../spiffe-id.ts';
import { type IdentityContext, type IdentityKind, leafKind, soundId } from './identity-kind.ts';

const requirements = ['IDN-012'];
const neighbour = ({ trustDomain, wfmId, clientId }: IdentityContext): string =>
  clientSpiffeId(trustDomain, wfmId, `other-${clientId}`);

/** Certificates whose alternative names are too few, too many or of another kind. */
export const ALTERNATIVE_NAME_KINDS: readonly IdentityKind[] = [
  leafKind(
    { kind: 'no-uri-san', expectation: 'refuse', requirements, describe: 'it has no alternative name at all' },
    ({ clientId }) => ({ uriSans: [], subject: clientId }),
  ),
  leafKind(
    {
      kind: 'uri-in-common-name',
      expectation: 'refuse',
      requirements: ['IDN-010', 'IDN-012'],
      describe: 'the right SPIFFE ID is its common name, not an alternative name',
    },
    (context) => ({ uriSans: [], subject: soundId(context) }),
  ),
  leafKind(
    {
      kind: 'dns-only-san',
      expectation: 'refuse',
      requirements: ['IDN-010', 'IDN-012'],
      describe: 'its only alternative name is a DNS name',
    },
    ({ trustDomain }) => ({ uriSans: [], dnsNames: [`client.${trustDomain}`] }),
  ),
  leafKind(
    {
      kind: 'two-uri-sans-good-first',
      expectation: 'refuse',
      requirements,
      describe: 'it has two SPIFFE IDs, the right one first',
    },
    (context) => ({ uriSans: [soundId(context), neighbour(context)] }),
  ),
  leafKind(
    {
      kind: 'two-uri-sans-good-second',
      expectation: 'refuse',
      requirements,
      describe: 'it has two SPIFFE IDs, the right one second',
    },
    (context) => ({ uriSans: [neighbour(context), soundId(context)] }),
  ),
  leafKind(
    {
      kind: 'two-uri-sans-one-non-spiffe',
      expectation: 'refuse',
      requirements,
      describe: 'it has the right SPIFFE ID and an https URI',
    },
    (context) => ({ uriSans: [soundId(context), `https://${context.trustDomain}/client`] }),
  ),
  leafKind(
    {
      kind: 'with-subject-and-dns',
      expectation: 'accept',
      requirements: ['IDN-010', 'IDN-012'],
      describe: 'beside the one right SPIFFE ID it has a common name and a DNS name, which say nothing here',
    },
    (context) => ({ subject: `unrelated ${context.clientId}`, dnsNames: ['unrelated.example'] }),
  ),
];
