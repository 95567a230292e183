import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { ConfigurationError, messageOf } from '../../../suites/harness/failure.ts';

/** Addresses of this machine and of private networks: RFC 1122, RFC 1918, RFC 3927, RFC 4193, RFC 4291, RFC 6598. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('127.0.0.0', 8);
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);
PRIVATE.addSubnet('169.254.0.0', 16);
PRIVATE.addSubnet('100.64.0.0', 10);
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Asks the system's resolver, as the fleet's connections will. */
type Resolver = (host: string) => Promise<readonly string[]>;

const systemResolver: Resolver = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * Refuses to load what may belong to somebody else: every address behind every URL has to be of this machine or of a
 * private network, unless the person says that the target is theirs. @throws ConfigurationError FLEET_TARGET_FOREIGN, FLEET_TARGET_UNKNOWN
 */
export async function requireLab(
  urls: readonly string[],
  { owned, resolve = systemResolver }: { readonly owned: boolean; readonly resolve?: Resolver },
): Promise<void> {
  if (owned) return;
  for (const host of new Set(urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, ''))))
    for (const address of await addressesOf(host, resolve)) {
      if (isPrivate(address)) continue;
      const shown = address === host ? host : `${host} (${address})`;
      throw new ConfigurationError(
        'FLEET_TARGET_FOREIGN',
        `${shown} is neither this machine nor in a private network; a fleet is a load that its owner has to want: add --i-own-this-target if it is yours`,
      );
    }
}

async function addressesOf(host: string, resolve: Resolver): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  try {
    return await resolve(host);
  } catch (cause) {
    throw new ConfigurationError(
      'FLEET_TARGET_UNKNOWN',
      `the host ${host} cannot be found (${messageOf(cause)}); correct the URL in the target file`,
      { cause },
    );
  }
}

/** The list knows an IPv4 address also where it is written in IPv6. */
const isPrivate = (address: string): boolean => PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
