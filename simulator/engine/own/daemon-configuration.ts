import { join } from 'node:path';

/** dockerd's configuration file: nothing outside of the folder, and nothing that stands in /etc/docker. */
export const daemonConfiguration = (folder: string, cgroup: string): object => ({
  hosts: [socketOf(folder)],
  'data-root': join(folder, 'data'),
  // In the private /run, because the path of a unix socket is short and a temporary folder may not be.
  'exec-root': '/run/docker',
  pidfile: '/run/docker.pid',
  'cgroup-parent': `/${cgroup}`,
  'exec-opts': ['native.cgroupdriver=cgroupfs'],
  // A machine that gives no CAP_SYS_RESOURCE refuses a lower score.
  'oom-score-adjust': 0,
  // The usual pools end after about thirty networks, and every application has one.
  'default-address-pools': [{ base: '10.64.0.0/12', size: 24 }],
});

export const socketOf = (folder: string): string => `unix://${join(folder, 'docker.sock')}`;
