import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What kubelet sets for the whole machine when it starts, and nobody asked for. */
const REWRITTEN = [
  'kernel/keys/root_maxbytes',
  'kernel/keys/root_maxkeys',
  'kernel/panic',
  'kernel/panic_on_oops',
  'vm/overcommit_memory',
  'vm/panic_on_oom',
];

export type Sysctls = Readonly<Record<string, string>>;

/** Their values now; those that this kernel does not have are left out. */
export function readSysctls(names: readonly string[] = REWRITTEN): Sysctls {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = read(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Writes those that differ; answers the names of those that could not be written. */
export function restoreSysctls(saved: Sysctls): readonly string[] {
  return Object.entries(saved)
    .filter(([name, value]) => read(name) !== value && !written(name, value))
    .map(([name]) => name);
}

function read(name: string): string | undefined {
  try {
    return readFileSync(join('/proc/sys', name), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function written(name: string, value: string): boolean {
  try {
    writeFileSync(join('/proc/sys', name), value);
    return true;
  } catch {
    return false;
  }
}
