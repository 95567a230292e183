import { rm } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { undo } from '../debian/undo.ts';
import { removeK3s } from '../k3s/remove-k3s.ts';
import { run } from '../programs.ts';

/** What has to be done to undo a cluster, as plain data: known before the first of it is done. */
export type TakeDown =
  | { readonly kind: 'kind'; readonly cluster: string; readonly kubeconfig: string }
  | { readonly kind: 'k3s'; readonly cluster: string; readonly dockerHost: string; readonly kubeconfig: string }
  | { readonly kind: 'debian'; readonly ledger: string }
  /** Somebody else's: forgotten, not touched. */
  | { readonly kind: 'kubeconfig' };

const text = { type: 'string', minLength: 1 } as const;
const variant = (kind: TakeDown['kind'], ...members: readonly string[]): object => ({
  required: ['kind', ...members],
  properties: { kind: { const: kind }, ...Object.fromEntries(members.map((member) => [member, text])) },
});

export const TAKE_DOWN_SCHEMA: object = {
  type: 'object',
  oneOf: [
    variant('kind', 'cluster', 'kubeconfig'),
    variant('k3s', 'cluster', 'dockerHost', 'kubeconfig'),
    variant('debian', 'ledger'),
    variant('kubeconfig'),
  ],
};

const isTakeDown = new Ajv().compile<TakeDown>(TAKE_DOWN_SCHEMA);

/** Throws where the text is nothing of the kind. */
export function parseTakeDown(json: string): TakeDown {
  const what: unknown = JSON.parse(json);
  if (isTakeDown(what)) return what;
  throw new TypeError(`${json.slice(0, 200)} says of no cluster how to take it down`);
}

const DELETE_MS = 120_000;

/** Takes a cluster down, whatever there is of it; twice is fine. */
export async function takeDown(what: TakeDown): Promise<void> {
  if (what.kind === 'debian') await undo(what.ledger);
  if (what.kind === 'kind') {
    const args = ['delete', 'cluster', '--name', what.cluster, '--kubeconfig', what.kubeconfig];
    await run('kind', args, { limitMs: DELETE_MS });
    await rm(what.kubeconfig, { force: true });
  }
  if (what.kind === 'k3s') {
    await removeK3s(what.dockerHost, what.cluster);
    await rm(what.kubeconfig, { force: true });
  }
}
