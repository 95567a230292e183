/** Checks that go wrong in every way, for the engine to bear; loaded in its worker and in the test. */
import { check } from '../check.ts';
import { ConfigurationError } from '../failure.ts';
import { NotEvaluated } from '../verdict.ts';

check({ id: 'engine/passes', title: 'Passes', requirements: ['DSM-001'] }, async (trial) => {
  const client = await trial.client();
  trial.answer(await client.api.readDesiredState());
});
check({ id: 'engine/throws', title: 'Throws', requirements: ['DSM-001'] }, async () => {
  throw new TypeError('our own mistake\nwith a second line');
});
check({ id: 'engine/not-evaluated', title: 'Cannot judge', requirements: ['DSM-001'] }, async () => {
  throw new NotEvaluated('no such thing here');
});
check({ id: 'engine/set-up', title: 'Blames the set-up', requirements: ['DSM-001'] }, async () => {
  throw new ConfigurationError('SOME_CODE', 'put this right');
});
check({ id: 'engine/hangs', title: 'Never ends', requirements: ['DSM-001'] }, () => new Promise(() => undefined));
check({ id: 'engine/rejects-later', title: 'Leaves a rejection behind', requirements: ['DSM-001'] }, async () => {
  void Promise.reject(new Error('nobody heard this'));
});
check({ id: 'engine/exits', title: 'Ends its worker', requirements: ['DSM-001'] }, async () => {
  process.exit(7);
});
