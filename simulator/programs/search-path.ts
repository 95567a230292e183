import { delimiter } from 'node:path';

/** Administrators' programs (dockerd, iptables, containerd) are not on everybody's PATH. */
const MORE = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];

/** PATH, and after it the folders in which a system keeps its programs. */
export const systemSearchPath = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  [env['PATH'] ?? '', ...MORE].join(delimiter);
