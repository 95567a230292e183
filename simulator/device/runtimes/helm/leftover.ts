import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Which helm works on which release, on disk: a device that is killed leaves its helm running, and its successor must
 * not repair a release that the other one is still changing.
 */
export class RunningHelms {
  readonly #folder: string;

  constructor(workDir: string) {
    this.#folder = join(workDir, 'running');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** Synchronous, so that nothing lies between the start of the process and its note. */
  note(release: string, pid: number): void {
    writeFileSync(this.#file(release), `${pid} ${startOf(pid) ?? ''}`);
  }

  forget(release: string): void {
    rmSync(this.#file(release), { force: true });
  }

  /** Ends a helm that a former life of this device has left at work on the release. */
  async endFormer(release: string): Promise<void> {
    const [pid, start] = this.#read(release);
    if (pid === undefined) return;
    // A process id is given away again; its start tells whether it is still the same process.
    for (let waited = 0; start !== '' && startOf(pid) === start && waited < ENDING_MS; waited += POLL_MS) {
      killGroup(pid);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    this.forget(release);
  }

  #read(release: string): readonly [number?, string?] {
    try {
      const [pid, start = ''] = readFileSync(this.#file(release), 'utf8').split(' ');
      return [Number(pid), start];
    } catch {
      return [];
    }
  }

  #file(release: string): string {
    return join(this.#folder, release);
  }
}

const POLL_MS = 10;
const ENDING_MS = 5_000;
/** Of /proc/PID/stat, counted after the name of the program. */
const STATE = 0;
const START_TIME = 19;

/** When a process began, in the kernel's ticks; undefined where it has ended, or the system does not say. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[STATE] === 'Z' ? undefined : fields[START_TIME];
  } catch {
    return undefined;
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
