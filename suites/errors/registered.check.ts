import { check } from '../harness/check.ts';
import { CONDITIONS, conditionsOf } from './conditions.ts';
import { judgeRegistered, REGISTERED } from './judge-problem.ts';

for (const condition of CONDITIONS) {
  const { name, request, byStatus, needs = {}, provoke } = condition;
  check(
    {
      id: `errors/${name}`,
      title: `${request} is answered with a problem document of the registered type`,
      requirements: 422 in byStatus ? [...REGISTERED, 'ERR-009'] : REGISTERED,
      needs,
    },
    async (trial) => {
      const response = await provoke(trial);
      judgeRegistered(trial, response, ...conditionsOf(condition, response));
    },
  );
}
