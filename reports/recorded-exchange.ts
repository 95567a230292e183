import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { RecordedExchange } from './model.ts';
import { EXCHANGE_JSON_SCHEMA } from './schema.ts';

let compiled: ValidateFunction<RecordedExchange> | undefined;

/** Whether it is an exchange as results hold them; what comes of another machine may be anything. */
export function isRecordedExchange(value: unknown): value is RecordedExchange {
  compiled ??= new Ajv2020({ strict: false }).compile<RecordedExchange>(EXCHANGE_JSON_SCHEMA);
  return compiled(value);
}
