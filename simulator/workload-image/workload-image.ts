import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Architecture, architectureOf } from './busybox.ts';
import { deterministicTar, type TarEntry } from './deterministic-tar.ts';

/** What every fixture runs. */
const WORKLOAD_IMAGE = 'localhost/waspect/workload:1';

export interface WorkloadImage {
  readonly reference: string;
  /** As `docker load` and `ctr images import` take it (docker-archive, tar). */
  readonly archive: Uint8Array;
}

const COMMANDS = (
  'sh httpd sleep cat ls echo wget env false true ' +
  'printf test touch rm mkdir kill date grep sed wc head id hostname ps nc nslookup ip'
).split(' ');

/**
 * A tiny image around busybox, the same bytes for the same busybox.
 * @throws WorkloadImageError BUSYBOX_MISSING, BUSYBOX_DYNAMIC, BUSYBOX_UNREADABLE
 */
export async function buildWorkloadImage({ busybox }: { readonly busybox: string }): Promise<WorkloadImage> {
  const architecture = await architectureOf(busybox);
  const layer = await deterministicTar(contents(await readFile(busybox)));
  const config = Buffer.from(JSON.stringify(configuration(architecture, `sha256:${sha256(layer)}`)));
  const configFile = `${sha256(config)}.json`;
  const manifest = [{ Config: configFile, RepoTags: [WORKLOAD_IMAGE], Layers: ['layer.tar'] }];
  const archive = await deterministicTar([
    { kind: 'file', name: 'layer.tar', bytes: layer },
    { kind: 'file', name: configFile, bytes: config },
    { kind: 'file', name: 'manifest.json', bytes: Buffer.from(JSON.stringify(manifest)) },
  ]);
  return { reference: WORKLOAD_IMAGE, archive };
}

const contents = (busybox: Uint8Array): readonly TarEntry[] => [
  { kind: 'directory', name: 'bin' },
  { kind: 'file', name: 'bin/busybox', bytes: busybox, executable: true },
  ...COMMANDS.map((command): TarEntry => ({ kind: 'link', name: `bin/${command}`, target: 'busybox' })),
  { kind: 'directory', name: 'etc' },
  { kind: 'directory', name: 'tmp', mode: 0o1777 },
  { kind: 'directory', name: 'www' },
  { kind: 'file', name: 'www/index.html', bytes: Buffer.from('waspect workload\n') },
];

const configuration = (architecture: Architecture, layer: string): object => ({
  architecture,
  os: 'linux',
  config: {
    Env: ['PATH=/bin'],
    // Sleeps, so that the image also serves as the sandbox of a pod, whose ports must stay free.
    Cmd: ['sleep', 'infinity'],
    // busybox as the first process of a container hears no polite signal, and every stop would take the whole grace period.
    StopSignal: 'SIGKILL',
  },
  rootfs: { type: 'layers', diff_ids: [layer] },
  history: [{ created: '1970-01-01T00:00:00Z', created_by: 'waspect' }],
  created: '1970-01-01T00:00:00Z',
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
