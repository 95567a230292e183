import { Ajv2020, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonValue } from './json.ts';
import type { SchemaError } from './revision.ts';

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
formats.default(ajv);

/** Where a document departs from the schema; compiled when it is first asked. */
export function schemaValidator(schema: () => AnySchemaObject): (document: JsonValue) => readonly SchemaError[] {
  let validate: ValidateFunction | undefined;
  return (document) => {
    validate ??= ajv.compile(schema());
    return validate(withinDoubles(document)) ? [] : (validate.errors ?? []).map(schemaError);
  };
}

const schemaError = ({ instancePath, message, params }: ErrorObject): SchemaError => {
  const detail = 'additionalProperty' in params ? `: ${String(params['additionalProperty'])}` : '';
  return { pointer: instancePath, message: (message ?? 'is invalid') + detail };
};

const MAX_UNSIGNED_64 = 2n ** 64n - 1n;

/**
 * Ajv knows no bigint. Rounding an integer to a double keeps it on its side of every bound that the schemas have, save
 * for the few just above 2^64-1, which would round down onto the bound: they become the largest double.
 */
function withinDoubles(value: JsonValue): unknown {
  if (typeof value === 'bigint') return value > MAX_UNSIGNED_64 ? Number.MAX_VALUE : Number(value);
  if (Array.isArray(value)) return value.map(withinDoubles);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withinDoubles(member)]));
  return value;
}
