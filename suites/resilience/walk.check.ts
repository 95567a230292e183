import { interfaceWalk } from '../harness/arbitraries/interface-walks.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { WALK, Walker } from './walker.ts';

check(
  {
    id: 'resilience/walk-over-the-whole-interface',
    title:
      'Reports, removals, assignments, statuses and readings in any order, repeated or not, end in the state they add up to',
    requirements: WALK,
    needs: {
      verbs: ['assign', 'update', 'withdraw', 'observe', 'devices'],
      desiredState: 'manifest',
      removal: true,
    },
  },
  (trial) =>
    property(
      trial,
      interfaceWalk,
      async (steps) => {
        // A broken SHOULD is known after one case, and each further one would wait for it again.
        if (trial.warnings.length > 0) return;
        const walker = new Walker(trial, await trial.client());
        await walker.take({ kind: 'report', device: 1, times: 1 });
        await walker.take({ kind: 'assign', choice: 0 });
        for (const step of steps) await walker.take(step);
        await walker.judgeAll();
      },
      { actions: 4 },
    ),
);
