import { streamKey, uniformAt } from '../random/stream.ts';

/** What a sample of the devices is taken for; samples for different purposes do not depend on each other. */
export type SamplePurpose = 'judged' | 'observed' | 'capabilities';

/** Whether a device is in a sample of this share; the same wherever it is asked. */
export function sampled(seed: number, purpose: SamplePurpose, share: number): (device: number) => boolean {
  const key = streamKey(seed, `sample ${purpose}`);
  return (device) => uniformAt(key, device, 0) < share;
}
