import type { JsonObject, JsonValue } from '../../../simulator/protocol/json.ts';

/** The operator's side (control contract, section 2): what a hook is asked, and what it answers. */
export const CONTROL_VERBS = [
  'admit',
  'retire',
  'assign',
  'update',
  'withdraw',
  'observe',
  'devices',
  'issue',
  'restart',
] as const;

export type ControlVerb = (typeof CONTROL_VERBS)[number];

export interface ControlDescription {
  readonly name: string;
  readonly version: string;
  readonly supports: ReadonlySet<ControlVerb>;
}

export type ControlAnswer =
  | { readonly kind: 'answered'; readonly body: JsonObject }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

/** One way to reach the hook. Throws `ConfigurationError` where it cannot be reached or answers out of contract. */
export interface ControlDriver {
  describe(): Promise<ControlDescription>;
  call(verb: ControlVerb, body: JsonValue): Promise<ControlAnswer>;
  close(): Promise<void>;
}

/**
 * A client as the revision's control contract names it: 1.0.0-rc.3 `{id, spiffeId}`; 1.0.0-rc.2 `{id?, certificate}`, with
 * the id once onboarding has returned one; pre-draft-2024 `{id}`.
 */
export interface ControlClient {
  readonly id?: string;
  readonly spiffeId?: string;
  /** PEM. */
  readonly certificate?: string;
}
