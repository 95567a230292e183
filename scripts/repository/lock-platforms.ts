/** What the functions here read of a package-lock.json, version 3. */
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const OS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
] as const;
const CPU = ['arm64', 'arm', 'x64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32'] as const;

/**
 * The platform packages that a lock file leaves out, as entries for it. npm drops an optional package that the registry
 * in use does not carry, and `npm ci` then refuses the lock file that `npm install` wrote (npm/cli#9846). An entry with
 * version and platform satisfies both, and installs as it should on that platform.
 */
export function missingPlatforms({ packages }: Lock): Readonly<Record<string, LockedPackage>> {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !places(path, name).some((place) => place in packages))
      .map(([name, range]) => [`node_modules/${name}`, entry(name, range, dev)] as const),
  );
  return Object.fromEntries(missing);
}

/** Where Node looks for the package, from the folder of the one that wants it up to the root. */
function places(from: string, name: string): readonly string[] {
  const parents = from
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return [`node_modules/${name}`, ...parents.map((parent) => `${parent}/node_modules/${name}`)];
}

function entry(name: string, range: string, dev: boolean | undefined): LockedPackage {
  // A package without the name of a platform is fsevents, which is for macOS.
  const os = named(OS, name) ?? (name === 'fsevents' ? 'darwin' : undefined);
  const cpu = named(CPU, name);
  if (os === undefined && cpu === undefined) {
    throw new TypeError(`LOCK_PLATFORM_UNKNOWN: ${name} names no platform; install it where the registry carries it`);
  }
  return {
    // The order is npm's own, so that it leaves the entry as it is.
    version: range.replace(/^[~^=]/, ''),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(dev ? { dev } : {}),
    ...(name.includes('musl') ? { libc: ['musl'] } : {}),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}

const named = (words: readonly string[], name: string): string | undefined =>
  words.find((word) => new RegExp(`(^|[-/])${word === 'win32' ? 'win(32)?' : word}(-|$)`).test(name));
