import { isJsonObject, type JsonObject, parseJson } from '../../protocol/json.ts';
import type { RunningWas } from '../../was/options.ts';

/** Plays the operator of a reference WAS. @throws Error naming the verb that was refused */
export async function control(was: RunningWas, verb: string, body: object): Promise<JsonObject> {
  const response = await fetch(`${was.controlUrl}/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${verb}: ${response.status} ${text}`);
  const answer = text === '' ? {} : parseJson(text);
  return isJsonObject(answer) ? answer : {};
}

/** A workload of two components, as an operator orders it. */
export const ordered = (revision: string, name = 'app'): object => ({
  applicationId: 'com-example-app',
  name,
  namespace: 'tests',
  profile: {
    type: 'compose',
    components: ['db', 'web'].map((component) => ({
      name: component,
      properties: { repository: `oci://r.example/${component}`, revision },
    })),
  },
  parameters: {},
});

/** Keys of assignments, by number. */
export const key = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
