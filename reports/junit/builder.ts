import type { Builder } from 'junit-report-builder';
import * as library from 'junit-report-builder';

/**
 * A fresh report. The library declares a default export and exports the builder itself, so that what
 * TypeScript sees and what Node gives differ: which of the two it is, is looked up.
 */
export function newReport(): Builder {
  const found = [library, library.default, nested(library.default)].find(isBuilder);
  if (found === undefined) throw new TypeError('junit-report-builder exports no builder');
  return found.newBuilder();
}

function nested(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : undefined;
}

function isBuilder(value: unknown): value is Builder {
  return typeof value === 'object' && value !== null && 'newBuilder' in value && typeof value.newBuilder === 'function';
}
