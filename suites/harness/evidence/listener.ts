import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import type { ControlCall } from '../control/operator.ts';
import { type Pulses, TIMED_OUT_WEIGHT } from '../session/pulse.ts';
import type { ControlSettings } from '../target/target.ts';
import type { Transcript } from './transcript.ts';

/** Hears everything that one check sends and receives. */
export interface Listener {
  readonly exchange: (exchange: Exchange) => void;
  readonly call: (call: ControlCall) => void;
}

/** Writes the transcript, and feels the pulse of both sides; `desk` is the operator's where it is not that of the target. */
export const listener = (
  transcript: Transcript,
  { wfm, operator }: Pulses,
  desk: ControlSettings | undefined,
): Listener => ({
  exchange: (exchange) => {
    transcript.exchange(exchange);
    const { outcome } = exchange;
    if (outcome.kind === 'response') wfm.answered();
    else wfm.silent(outcome.failure.code === 'TIMED_OUT' ? TIMED_OUT_WEIGHT : 1);
  },
  call: (call) => {
    transcript.call(call, desk);
    if (call.answer) operator.answered();
    else operator.silent();
  },
});
