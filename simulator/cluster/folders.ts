import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where notes about what runs outlive the process that wrote them (XDG Base Directory Specification). */
export function stateFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const base = env['XDG_STATE_HOME'];
  return join(
    base !== undefined && isAbsolute(base) ? base : join(env['HOME'] ?? homedir(), '.local/state'),
    'waspect',
  );
}
