import type { JsonValue } from '../../../protocol/json.ts';
import type { ComponentValue } from '../runtime.ts';

const SECRETIVE = /pass|secret|token|credential|private|api.?key/i;
const SHORTEST = 3;

/** Takes values that sound secret out of a text: charts may repeat what they were given in what they complain of. */
export function redact(text: string, parameters: readonly ComponentValue[]): string {
  const secrets = parameters.flatMap(({ pointer, value }) => [...secretsIn(pointer, value)]);
  // The longest first: one secret may be part of another.
  return secrets
    .sort((left, right) => right.length - left.length)
    .reduce((clean, secret) => clean.replaceAll(secret, '(redacted)'), text);
}

function* secretsIn(path: string, value: JsonValue): Generator<string> {
  if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) yield* secretsIn(`${path}.${key}`, member);
  } else if (SECRETIVE.test(path) && String(value).length >= SHORTEST) yield String(value);
}
