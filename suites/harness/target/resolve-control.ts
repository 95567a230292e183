import { ConfigurationError } from '../failure.ts';
import { absolute } from './absolute.ts';
import type { ControlEntry } from './entries.ts';
import type { ControlSettings } from './target.ts';

/** Checks how the operator is reached; throws `TARGET_CONTROL`. */
export function resolveControl(entry: ControlEntry, folder: string): ControlSettings {
  if (entry.http !== undefined) return { kind: 'http', url: hookUrl(entry.http) };
  const [program, ...args] = entry.exec ?? [];
  // A bare name is looked up in PATH; anything with a separator is a file, relative to the target file.
  if (program !== undefined)
    return { kind: 'exec', command: [/[/\\]/.test(program) ? absolute(folder, program) : program, ...args] };
  return { kind: 'manual' };
}

function hookUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ConfigurationError(
      'TARGET_CONTROL',
      `control.http is ${JSON.stringify(text)}; name an http or https URL`,
    );
  if (url.username || url.password || url.search || url.hash)
    throw new ConfigurationError(
      'TARGET_CONTROL',
      'control.http has credentials, a query or a fragment; verbs are added to its path, so leave them out',
    );
  return url.href.replace(/\/+$/, '');
}
