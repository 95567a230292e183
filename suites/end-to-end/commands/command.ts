/** One thing that happens in a sequence. Plain data, so that a sequence shrinks, replays and reads as a list. */
export type Command =
  | AssignCommand
  | ChangeCommand
  | { readonly command: 'reassign'; readonly choice: number; readonly quiet: boolean }
  /** The network of a client fails after so many more requests. */
  | { readonly command: 'offline'; readonly client: number; readonly after: number }
  | { readonly command: 'online'; readonly client: number }
  /** Power is lost at a write of the client's state, the next time that it writes so often. */
  | { readonly command: 'crash'; readonly client: number; readonly write: number; readonly at: 'write' | 'rename' }
  | { readonly command: 'restart'; readonly client: number; readonly memory: 'kept' | 'lost' | 'stale' }
  | { readonly command: 'restart-wfm' }
  | { readonly command: 'outage' }
  | { readonly command: 'recovery' }
  | { readonly command: 'break-down'; readonly choice: number }
  /** Readings beside the client's own, at once and with former ETags. */
  | { readonly command: 'poll'; readonly client: number; readonly times: number };

/** `target` picks a device, `quiet` says whether all comes to rest before the next command. */
export interface AssignCommand {
  readonly command: 'assign';
  readonly target: number;
  readonly workload: WorkloadName;
  readonly mark: number;
  readonly quiet: boolean;
}

/** `choice` picks one of what is assigned. */
export interface ChangeCommand {
  /** Other parameters, another revision of the first or of the last component, or an end. */
  readonly command: 'update' | 'revise-first' | 'revise-last' | 'withdraw';
  readonly choice: number;
  readonly mark: number;
  readonly quiet: boolean;
}

export const WORKLOADS = ['good', 'slow', 'pair', 'failing', 'pair-failing'] as const;

export type WorkloadName = (typeof WORKLOADS)[number];

/** A command in a few words, for a timeline. */
export function inWords(command: Command): string {
  const { command: name, ...rest } = command;
  const details = Object.entries(rest).flatMap(([key, value]) =>
    key === 'quiet' ? (value === true ? [] : ['at once']) : [`${key} ${value}`],
  );
  return [name, ...details].join(', ');
}
