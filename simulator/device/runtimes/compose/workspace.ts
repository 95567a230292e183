import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, type JsonValue, parseJson, stringifyJson } from '../../../protocol/json.ts';
import type { VerifiedArtifact } from '../../artifacts/artifact-source.ts';
import { unpackComposeArchive } from '../../artifacts/unpack/unpack.ts';
import { replaceFile } from '../../durable-files.ts';
import type { ComponentKey } from '../runtime.ts';
import type { Environment } from './environment.ts';
import { projectName } from './project.ts';

/** A version of a component as it was, or is to be, brought up: enough to bring it up again. */
export interface Release {
  /** Folder of the unpacked application, which holds its one directory. */
  readonly application: string;
  readonly environment: Environment;
  /** The text of the second Compose file. */
  readonly override: string;
}

/** What is known of a component, durably: a crash at any moment leaves a record that tells how far it came. */
export interface ComponentRecord extends ComponentKey {
  /** The last release that came up as it should. */
  readonly running: Release | null;
  /** One that was begun and not finished. */
  readonly attempted: Release | null;
}

const RECORD = 'component.json';
const APPLICATIONS = 'applications';
const OVERRIDE = 'labels.yaml';

/** The folder of one component: its record, and the applications that its containers may have mounted. */
export class Workspace {
  readonly #folder: string;

  constructor(workDir: string, project: string) {
    this.#folder = join(workDir, project);
  }

  /** Undefined where there is none, or none that can be read. */
  async read(): Promise<ComponentRecord | undefined> {
    try {
      return recordOf(parseJson(await readFile(join(this.#folder, RECORD), 'utf8')));
    } catch {
      return undefined;
    }
  }

  async write(record: ComponentRecord): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // Holds the parameters, some of which are secrets: nobody else may read it.
    await replaceFile(join(this.#folder, RECORD), stringifyJson(record));
  }

  /**
   * Unpacks a verified artifact, unless it is there already; equal artifacts share a folder, so that a change of
   * parameters alone moves nothing that containers have mounted.
   * @throws DeviceError ARCHIVE_…
   */
  async unpack({ digest, file }: VerifiedArtifact, signal: AbortSignal): Promise<string> {
    const application = join(this.#folder, APPLICATIONS, digest.replace(/[^A-Za-z0-9]/g, '-'));
    await mkdir(join(this.#folder, APPLICATIONS), { recursive: true, mode: 0o700 });
    if (!(await namesIn(application)).length) await unpackComposeArchive(file, application, { signal });
    return application;
  }

  /** The files of a release, as the Compose program takes them. */
  async filesOf({ application, override }: Release): Promise<{ readonly compose: string; readonly override: string }> {
    const [directory = ''] = await namesIn(application);
    const file = join(this.#folder, OVERRIDE);
    await writeFile(file, override);
    return { compose: join(application, directory, 'compose.yaml'), override: file };
  }

  /** Removes applications that no release uses any more. */
  async tidy({ running, attempted }: ComponentRecord): Promise<void> {
    const folder = join(this.#folder, APPLICATIONS);
    for (const name of await namesIn(folder)) {
      const application = join(folder, name);
      const isUsed = [running, attempted].some((release) => release?.application === application);
      if (!isUsed) await rm(application, { recursive: true, force: true });
    }
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** The components of a device that have a record. */
export async function recorded(workDir: string, owner: string): Promise<readonly ComponentKey[]> {
  const keys: ComponentKey[] = [];
  for (const project of await namesIn(workDir)) {
    const record = await new Workspace(workDir, project).read();
    if (!record) continue;
    const { deploymentId, namespace, name } = record;
    if (projectName(owner, record) === project) keys.push({ deploymentId, namespace, name });
  }
  return keys;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

function recordOf(json: JsonValue): ComponentRecord | undefined {
  if (!isJsonObject(json)) return undefined;
  const { deploymentId, namespace, name, running = null, attempted = null } = json;
  if (typeof deploymentId !== 'string' || typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  return { deploymentId, namespace, name, running: releaseOf(running), attempted: releaseOf(attempted) };
}

function releaseOf(json: JsonValue): Release | null {
  if (!isJsonObject(json)) return null;
  const { application, environment = null, override } = json;
  if (typeof application !== 'string' || typeof override !== 'string' || !isJsonObject(environment)) return null;
  const variables = Object.entries(environment).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { application, override, environment: Object.fromEntries(variables) };
}
