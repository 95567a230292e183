import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REVISION_IDS, type RevisionId } from '../../simulator/protocol/revision.ts';
import { DEFECTS } from '../../simulator/was/defects/index.ts';
import { concerns } from '../../simulator/was/defects/revisions.ts';
import type { RunningWas } from '../../simulator/was/options.ts';
import { revisionsOf } from '../../simulator/was/revisions.ts';
import { startWas } from '../../simulator/was/start-was.ts';
import { writeTargetFile } from '../../simulator/was/target-file.ts';
import type { WasFlags } from './commands/was.ts';

/** Prints the table of deliberate faults, each with the revisions in which it can be seen. */
export function listDefects(): void {
  for (const defect of DEFECTS) {
    const revisions = REVISION_IDS.filter((revision) => concerns(defect, revision));
    process.stdout.write(
      `${defect.id}  (${defect.requirements.join(', ')}; ${revisions.join(', ')})\n    ${defect.description}\n`,
    );
  }
}

/** Writes a target file for each revision, and says where everything is; the first revision has the plainest names. */
async function announce(was: RunningWas, folder: string, revisions: readonly RevisionId[]): Promise<void> {
  const lines: string[] = [];
  for (const [index, revision] of revisions.entries()) {
    const suffix = index === 0 ? '' : ` (${revision})`;
    const file = join(folder, index === 0 ? 'target.yaml' : `target-${revision}.yaml`);
    await writeTargetFile(was, file, { revision });
    for (const [name, url] of Object.entries(was.interfaces[revision] ?? {}))
      lines.push(`endpoint ${name}${suffix}: ${url}`);
    lines.push(`target file${suffix}: ${file}`);
  }
  const common = [`control: ${was.controlUrl}`, `discovery: ${was.discoveryUrl}`];
  process.stdout.write(`${[...common, ...lines].join('\n')}\n`);
}

/** Serves until SIGINT or SIGTERM. */
export async function serveWas(flags: WasFlags): Promise<void> {
  const dataDir = flags.data ?? mkdtempSync(join(tmpdir(), 'waspect-was-'));
  const endpoints = flags.endpoints.length > 0 ? flags.endpoints : ['test'];
  const revisions = flags.revision?.length ? flags.revision : REVISION_IDS;
  const [newest] = revisionsOf(revisions);
  const ports = {
    ...(flags.port !== undefined && { [`${newest?.portPrefix ?? ''}${endpoints[0] ?? 'test'}`]: flags.port }),
    ...(flags.controlPort !== undefined && { control: flags.controlPort }),
  };
  // Heard from the start: one that comes early must not leave a folder behind.
  const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const was = await startWas({
    dataDir,
    revisions,
    endpoints,
    ...(flags.separateEndpoints && { endpointRecords: 'separate' }),
    ports,
    mode: flags.mode,
    defects: flags.defect ?? [],
    ...(flags.host !== undefined && { host: flags.host }),
    ...(flags.trustDomain !== undefined && { trustDomain: flags.trustDomain }),
    ...(flags.wfmId !== undefined && { wfmId: flags.wfmId }),
  });
  try {
    await announce(was, dataDir, revisions);
    await stop;
  } finally {
    await was.close();
    if (flags.data === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}
