import { readFileSync } from 'node:fs';

/** The addresses of one cluster; all ranges of one number, so that clusters beside each other do not meet. */
export interface Subnets {
  /** This machine's end of the link. */
  readonly host: string;
  readonly node: string;
  readonly linkPrefix: number;
  readonly pods: string;
  readonly services: string;
  readonly apiService: string;
  readonly dnsService: string;
}

const CHOICES = 64;
const LINKS = [10, 201] as const;
const PODS = [10, 202] as const;
const SERVICES = [10, 203] as const;

export const subnets = (choice: number): Subnets => ({
  host: address(LINKS, choice, 1),
  node: address(LINKS, choice, 2),
  linkPrefix: 30,
  pods: `${address(PODS, choice, 0)}/24`,
  services: `${address(SERVICES, choice, 0)}/24`,
  apiService: address(SERVICES, choice, 1),
  dnsService: address(SERVICES, choice, 10),
});

/** Numbers whose ranges no route of this machine touches, as `/proc/net/route` tells; in the order to try. */
export function freeSubnets(routes: string = readFileSync('/proc/net/route', 'utf8')): readonly number[] {
  const taken = routes.split('\n').slice(1).flatMap(routeOf);
  return Array.from({ length: CHOICES }, (_, choice) => choice).filter((choice) =>
    [LINKS, PODS, SERVICES].every((range) => {
      const first = numberOf([...range, choice, 0]);
      return taken.every(({ network, mask }) => !overlaps(network, mask, first));
    }),
  );
}

interface Route {
  readonly network: number;
  readonly mask: number;
}

/** Kernel's table: interface, destination, gateway, flags, reference count, use, metric, mask; addresses are little-endian hex. */
function routeOf(line: string): readonly Route[] {
  const fields = line.split('\t');
  const [network, mask] = [fields[1], fields[7]].map((hex) => Buffer.from((hex ?? '').trim(), 'hex'));
  if (network?.length !== 4 || mask?.length !== 4) return [];
  const route = { network: network.readUInt32LE(0), mask: mask.readUInt32LE(0) };
  // The default route covers everything and takes nothing.
  return route.mask === 0 ? [] : [route];
}

/** Whether a network has addresses in common with the 256 that begin at `first`. */
function overlaps(network: number, mask: number, first: number): boolean {
  const wider = mask & 0xffffff00;
  return (network & wider) >>> 0 === (first & wider) >>> 0;
}

const address = (range: readonly [number, number], choice: number, host: number): string =>
  [...range, choice, host].join('.');

const numberOf = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);
