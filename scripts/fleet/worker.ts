import { serveSlice } from '../../simulator/fleet/workers/serve-slice.ts';
import { judgeOf } from './judging.ts';

// The thread of a slice: the simulator's devices, with the suites' oracles over their shoulders.
await serveSlice(judgeOf);
