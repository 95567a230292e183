import fc from 'fast-check';
import { type Command, WORKLOADS } from './command.ts';

export type Kind =
  | 'assign-sound'
  | 'assign-any'
  | 'update'
  | 'revise-first'
  | 'revise-last'
  | 'withdraw'
  | 'reassign'
  | 'offline'
  | 'online'
  | 'crash'
  | 'restart'
  | 'restart-wfm'
  | 'outage'
  | 'recovery'
  | 'break-down'
  | 'poll';

/** Marks that values follow from; few enough that they come again. */
const mark = fc.nat(47);
const choice = fc.nat(5);
const client = fc.nat(1);
const target = fc.nat(2);
/** Smaller is simpler: to come to rest after a command is the plain case. */
const quiet = fc.constantFrom(true, false);

const named = <const Name extends Command['command']>(command: Name) => ({ command: fc.constant(command) });

const change = (command: 'update' | 'revise-first' | 'revise-last' | 'withdraw'): fc.Arbitrary<Command> =>
  fc.record({ ...named(command), choice, mark, quiet });

const KINDS: Readonly<Record<Kind, fc.Arbitrary<Command>>> = {
  'assign-sound': fc.record({
    ...named('assign'),
    target,
    workload: fc.constantFrom('good', 'pair', 'slow'),
    mark,
    quiet,
  }),
  'assign-any': fc.record({ ...named('assign'), target, workload: fc.constantFrom(...WORKLOADS), mark, quiet }),
  update: change('update'),
  'revise-first': change('revise-first'),
  'revise-last': change('revise-last'),
  withdraw: change('withdraw'),
  reassign: fc.record({ ...named('reassign'), choice, quiet }),
  offline: fc.record({ ...named('offline'), client, after: fc.nat(8) }),
  online: fc.record({ ...named('online'), client }),
  crash: fc.record({
    ...named('crash'),
    client,
    write: fc.integer({ min: 1, max: 8 }),
    at: fc.constantFrom('write', 'rename'),
  }),
  restart: fc.record({ ...named('restart'), client, memory: fc.constantFrom('kept', 'lost', 'stale') }),
  'restart-wfm': fc.record(named('restart-wfm')),
  outage: fc.record(named('outage')),
  recovery: fc.record(named('recovery')),
  'break-down': fc.record({ ...named('break-down'), choice }),
  poll: fc.record({ ...named('poll'), client, times: fc.integer({ min: 1, max: 4 }) }),
};

const MOST_COMMANDS = 8;

/** Sequences of commands of these kinds, the first an assignment; a kind that stands twice comes twice as often. */
export const sequences = (
  kinds: readonly [Kind, ...Kind[]],
  longest: number = MOST_COMMANDS,
): fc.Arbitrary<readonly Command[]> =>
  fc
    .tuple(
      KINDS['assign-sound'],
      fc.array(fc.oneof(...kinds.map((kind) => KINDS[kind])), { minLength: 1, maxLength: longest - 1, size: 'max' }),
    )
    .map(([first, rest]) => [first, ...rest]);
