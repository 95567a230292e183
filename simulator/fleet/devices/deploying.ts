import type { Script } from '../../device/runtimes/memory.ts';
import type { DeployingConduct } from '../life-cycles/life-cycle.ts';
import { sample } from '../random/distribution.ts';
import { Stream, streamKey } from '../random/stream.ts';

/** What deploying comes to on a device, drawn for each component; `conduct` is that of the stage it is in. */
export const deployingScript =
  (seed: number, device: number, conduct: () => DeployingConduct | undefined): Script =>
  (operation, { deploymentId, name }) => {
    const { takes, fails = 0, code = '' } = conduct() ?? {};
    const random = new Stream(streamKey(seed, `${operation} ${deploymentId} ${name}`), device);
    const failure = { code, message: `${operation} of ${name} fails in this stage` };
    return { ...(random.next() < fails && { failure }), ...(takes && { delayMs: sample(takes, random) }) };
  };
