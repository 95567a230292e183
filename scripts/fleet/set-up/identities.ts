import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IdentityPack } from '../../../simulator/fleet/identities/identity-pack.ts';
import type { IdentitySource as DeviceIdentities } from '../../../simulator/fleet/identities/identity-source.ts';
import { openIdentities } from '../../../simulator/fleet/identities/open-identities.ts';
import { prepareIdentities } from '../../../simulator/fleet/identities/prepare-identities.ts';
import { readyIdentities } from '../../../simulator/fleet/identities/ready-identities.ts';
import { storedIdentities } from '../../../simulator/fleet/identities/stored-identities.ts';
import type { FleetPlan } from '../../../simulator/fleet/plan/plan.ts';
import { type Authority, loadAuthority } from '../../../simulator/pki/authority.ts';
import { stateFolder } from '../../../simulator/programs/user-folders.ts';
import { revisionOf } from '../../../simulator/protocol/revisions.ts';
import { ConfigurationError } from '../../../suites/harness/failure.ts';
import { LAB } from '../../../suites/harness/session/identities.ts';
import type { IdentitySource, Target } from '../../../suites/harness/target/target.ts';

/** Where the clients of a fleet come from: one place for all revisions of it. */
export type FleetIssuer =
  | { readonly kind: 'issuer'; readonly certificatePem: string; readonly keyPem: string }
  | { readonly kind: 'ready'; readonly folder: string };

/** @throws ConfigurationError FLEET_IDENTITIES_ISSUED, FLEET_ISSUERS_DIFFER, ISSUER_UNREADABLE */
export function fleetIssuer(targets: readonly Target[]): FleetIssuer {
  const [first, ...others] = targets.map(({ identity, name }) => issuerIn(identity.source, name));
  if (!first) throw new TypeError('a fleet has a target');
  if (others.every((other) => isSame(first, other))) return first;
  throw new ConfigurationError(
    'FLEET_ISSUERS_DIFFER',
    'the target files lend different issuers of client identities; start a fleet for each',
  );
}

function issuerIn(source: IdentitySource, name: string): FleetIssuer {
  switch (source.kind) {
    case 'issuer':
      return { kind: 'issuer', certificatePem: pemIn(source.certificate), keyPem: pemIn(source.key) };
    case 'ready':
      return source;
    case 'control':
      throw new ConfigurationError(
        'FLEET_IDENTITIES_ISSUED',
        `${name} issues client identities one by one through its hook, which a fleet would wait for; lend an issuer (identity.issuer), or prepare them in a folder (identity.identities)`,
      );
  }
}

function pemIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError('ISSUER_UNREADABLE', `identity.issuer: ${file} cannot be read; name a PEM file`, {
      cause,
    });
  }
}

const isSame = (left: FleetIssuer, right: FleetIssuer): boolean => JSON.stringify(left) === JSON.stringify(right);

export interface FleetIdentities {
  readonly pack: IdentityPack;
  readonly source: DeviceIdentities;
  /** What makes deliberately bad ones; null where only ready ones can be had. */
  readonly issuer: Authority | null;
  /** In every client id; of the pack where it has been prepared before. */
  readonly nonce: string;
}

export interface IdentityWish {
  readonly plan: FleetPlan;
  readonly targets: readonly Target[];
  /** Of `waspect pki fleet`; null: they are made now. */
  readonly file: string | null;
  readonly nonce: string;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

const NAME = 'fleet';
/** Set-up before the run, and what is under way at its end. */
const BESIDE_RUN_MS = 60 * 60_000;

/** The identities of all devices of a plan. @throws FleetIdentityError, ConfigurationError */
export async function fleetIdentities({
  plan,
  targets,
  file,
  nonce,
  onProgress,
  signal,
}: IdentityWish): Promise<FleetIdentities> {
  const from = fleetIssuer(targets);
  const issuer = from.kind === 'issuer' ? loadAuthority(from) : null;
  const realm = targets.find(({ identity }) => identity.spiffe)?.identity.spiffe ?? null;
  const until = Date.now() + plan.durationMs + BESIDE_RUN_MS;
  const { devices } = plan;
  const knowsKeys = plan.revisions.some(({ revision }) => revisionOf(revision).traits.callerIdentity !== 'mutual-tls');
  const pack = await (file !== null
    ? storedIdentities({ file, devices, realm, until, issuer })
    : from.kind === 'ready'
      ? readyIdentities({ folder: from.folder, devices, realm })
      : prepareIdentities({
          issuer: loadAuthority(from),
          realm: realm ?? LAB,
          name: NAME,
          ...{ nonce, devices, until, onProgress, signal },
          // A WFM that knows a client by its key would meet those of the last run again.
          keyCache: knowsKeys ? null : join(stateFolder(), NAME),
        }));
  const source = await openIdentities(pack.buffer, issuer);
  return { pack, source, issuer, nonce: file === null ? nonce : pack.header.nonce };
}
