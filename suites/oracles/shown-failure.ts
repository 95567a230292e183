import { isJsonObject, type JsonValue } from '../../simulator/protocol/json.ts';
import { broken, HOLDS, type Judgement } from './judgement.ts';
import type { StatusReport } from './observation.ts';

interface ShownComponent {
  readonly name: string;
  readonly state: string;
  readonly error?: JsonValue;
}

/** The database shows the components that failed, those alone, each with the cause that was reported if with any (USR-013). */
export function showsFailure(
  stored: { readonly components: readonly ShownComponent[] } | undefined,
  { components }: StatusReport,
): Judgement {
  for (const { name, state, error } of components) {
    const shown = stored?.components.find((component) => component.name === name);
    if ((shown?.state === 'failed') !== (state === 'failed'))
      return broken(`component ${name} ${state}`, `component ${name} ${shown?.state ?? 'unknown'}`);
    const code = isJsonObject(shown?.error) ? shown.error['code'] : undefined;
    // A cause of none may be an object of empty texts (G-33).
    if (code !== undefined && code !== '' && code !== error?.code)
      return broken(`the cause ${error?.code ?? 'of none'} for component ${name}`, String(code));
  }
  return HOLDS;
}
