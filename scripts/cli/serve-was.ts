import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFECTS } from '../../simulator/was/defects/index.ts';
import { startWas } from '../../simulator/was/start-was.ts';
import { writeTargetFile } from '../../simulator/was/target-file.ts';
import type { WasFlags } from './commands/was.ts';

/** Prints the table of deliberate faults. */
export function listDefects(): void {
  for (const { id, requirements, description } of DEFECTS)
    process.stdout.write(`${id}  (${requirements.join(', ')})\n    ${description}\n`);
}

/** Serves until SIGINT or SIGTERM. */
export async function serveWas(flags: WasFlags): Promise<void> {
  const dataDir = flags.data ?? mkdtempSync(join(tmpdir(), 'waspect-was-'));
  const endpoints = flags.endpoints.length > 0 ? flags.endpoints : ['test'];
  const ports = {
    ...(flags.port !== undefined && { [endpoints[0] ?? 'test']: flags.port }),
    ...(flags.controlPort !== undefined && { control: flags.controlPort }),
  };
  // Heard from the start: one that comes early must not leave a folder behind.
  const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const was = await startWas({
    dataDir,
    endpoints,
    ports,
    mode: flags.mode,
    defects: flags.defect ?? [],
    ...(flags.host !== undefined && { host: flags.host }),
    ...(flags.trustDomain !== undefined && { trustDomain: flags.trustDomain }),
    ...(flags.wfmId !== undefined && { wfmId: flags.wfmId }),
  });
  try {
    const file = join(dataDir, 'target.yaml');
    await writeTargetFile(was, file);
    const served = Object.entries(was.endpoints).map(([name, url]) => `endpoint ${name}: ${url}\n`);
    process.stdout.write(
      `${served.join('')}control: ${was.controlUrl}\ndiscovery: ${was.discoveryUrl}\ntarget file: ${file}\n`,
    );
    await stop;
  } finally {
    await was.close();
    if (flags.data === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}
