import type { JsonValue } from '../../../protocol/json.ts';
import type { ComponentValue } from '../runtime.ts';
import { ComposeFailure } from './failure.ts';

export type Environment = Readonly<Record<string, string>>;

/** As POSIX has it; Compose substitutes no others. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Variables that would change what the Compose program does instead of what the workload gets. */
const RESERVED = /^(PATH|HOME|TMPDIR|(LD|DOCKER|COMPOSE|BUILDKIT)_.*|(PYTHON|GODEBUG).*)$/;

/**
 * The parameters as Compose's environment: text as it is, a boolean as `true` or `false`, a number as JSON writes it,
 * whatever its length. Of two values for one name the later holds.
 * @throws ComposeFailure PARAMETER_NAME_INVALID, PARAMETER_NAME_RESERVED, PARAMETER_VALUE_INVALID
 */
export const environmentOf = (values: readonly ComponentValue[]): Environment =>
  Object.fromEntries(values.map((value) => [nameOf(value), textOf(value)]));

function nameOf({ pointer }: ComponentValue): string {
  if (!NAME.test(pointer))
    throw new ComposeFailure(
      'PARAMETER_NAME_INVALID',
      `${JSON.stringify(pointer)} is no name of an environment variable; target a name of letters, digits and underscores`,
    );
  if (RESERVED.test(pointer))
    throw new ComposeFailure(
      'PARAMETER_NAME_RESERVED',
      `${pointer} would change how the device runs Compose; rename the variable in the application`,
    );
  return pointer;
}

function textOf({ pointer, value }: ComponentValue): string {
  const isScalar = typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint';
  if (isScalar) return String(value);
  if (typeof value === 'string' && value.isWellFormed() && !value.includes('\0')) return value;
  // The value itself is not told: it may be a secret.
  const what = typeof value === 'string' ? 'text that no environment variable can hold' : kindOf(value);
  throw new ComposeFailure('PARAMETER_VALUE_INVALID', `${pointer} is ${what}; give text, a number or a boolean`);
}

const kindOf = (value: JsonValue): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : 'an object';
};
