import { expect, it } from 'vitest';
import { LOAD_DEFECTS } from '../../../simulator/was/defects/load/index.ts';
import { QUARRIES, type Quarry } from './expected.ts';
import { hunt } from './hunt.ts';

const quarry = (defect: string | null): Quarry => {
  const found = QUARRIES.find((each) => each.defect === defect);
  if (found) return found;
  throw new RangeError(`${defect} is not looked for`);
};

it('every fault that shows only under load is looked for, and the sound WAS', () => {
  const looked = QUARRIES.map(({ defect }) => defect ?? 'none');
  expect(looked.toSorted()).toEqual([...LOAD_DEFECTS.map(({ id }) => id), 'none'].toSorted());
  expect(QUARRIES.filter(({ defect, shownBy }) => (defect === null) !== (shownBy.length === 0))).toEqual([]);
});

// By what the WAS does, which does not depend on how busy the machine is; npm run prove:fleet has all, with 1,000 devices. As long
// as changes of the last moments, which no device has time to carry out, are few.
it.each([null, 'polls-share-a-buffer', 'status-batch-keeps-the-last'])(
  'of a WAS with the fault %s a fleet finds that, and in a sound one nothing',
  async (defect) => {
    const { verdict, by } = await hunt(quarry(defect), { devices: 120, seconds: 10 });
    expect({ verdict, by }).toMatchObject({ verdict: 'found' });
  },
  120_000,
);
