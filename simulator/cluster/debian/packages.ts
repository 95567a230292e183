import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findBusybox } from '../../workload-image/busybox.ts';
import { ClusterError } from '../cluster-error.ts';
import { findSystemProgram, run } from '../programs.ts';
import type { Progress } from '../progress.ts';

const INSTALL = fileURLToPath(new URL('recipe/install-packages.sh', import.meta.url));
const INSTALL_MS = 15 * 60_000;

/** What a cluster starts, and the package of Debian that has it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  containerd: 'containerd',
  'containerd-shim-runc-v2': 'containerd',
  ctr: 'containerd',
  runc: 'runc',
  etcd: 'etcd-server',
  ip: 'iproute2',
  iptables: 'iptables',
  conntrack: 'conntrack',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  mount: 'mount',
};

/** The same for files that are on no PATH. */
const FILES: Readonly<Record<string, string>> = {
  '/usr/lib/cni/bridge': 'containernetworking-plugins',
  '/usr/lib/cni/portmap': 'containernetworking-plugins',
};

/** The same for what Kubernetes is built with. */
const BUILD_FILES: Readonly<Record<string, string>> = {
  '/usr/lib/go-1.19/bin/go': 'golang-1.19-go',
  '/usr/share/gocode/src/github.com/modern-go/reflect2/reflect2.go': 'golang-github-modern-go-reflect2-dev',
  '/usr/bin/dpkg-source': 'dpkg-dev',
  '/usr/bin/xz': 'xz-utils',
};

/** Packages that a cluster needs and this machine does not have. */
export async function missingToRun(): Promise<readonly string[]> {
  const programs = await Promise.all(
    Object.entries(PROGRAMS).map(async ([name, owner]) =>
      (await findSystemProgram(name)) === undefined ? [owner] : [],
    ),
  );
  const busybox = await findBusybox().then(
    () => [],
    () => ['busybox-static'],
  );
  return unique([...programs.flat(), ...missingFiles(FILES), ...busybox]);
}

/** Packages that the build needs and this machine does not have. */
export const missingToBuild = (): readonly string[] => unique(missingFiles(BUILD_FILES));

/** Installs packages and says so; they stay. */
export async function installPackages(
  names: readonly string[],
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (names.length === 0) return;
  progress.note(`installing Debian packages: ${names.join(', ')}`);
  try {
    await run('bash', [INSTALL, ...names], { limitMs: INSTALL_MS, signal });
  } catch (error) {
    throw new ClusterError(
      'CLUSTER_BUILD_FAILED',
      `${error instanceof Error ? error.message : String(error)}; install them by hand: apt-get install ${names.join(' ')}`,
      { cause: error },
    );
  }
}

const missingFiles = (files: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(files).flatMap(([file, owner]) => (existsSync(file) ? [] : [owner]));

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();
