import { setTimeout as delay } from 'node:timers/promises';
import type { Effort } from '../../reports/model.ts';
import { check } from '../harness/check.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { refusedWith } from '../oracles/status-code.ts';
import { bearing } from './fields.ts';
import { knownClient, updating } from './subjects.ts';
import { takeToken } from './token-endpoint.ts';
import { requireAccepted } from './twins.ts';

const needs = { caller: 'bearer-token' } as const;

/** Lifetimes, in seconds, that are worth waiting for. */
const WAITED_FOR: Readonly<Record<Effort, number>> = { quick: 5, standard: 10, thorough: 90 };

check(
  {
    id: 'authorization/expired-token-is-refused',
    title: 'A token is refused once the time is over that it was given for, and a new one is not',
    requirements: ['ONB-002'],
    needs,
    timeoutMs: { quick: 60_000, standard: 90_000, thorough: 240_000 },
  },
  async (trial) => {
    const client = await knownClient(trial);
    const subject = updating(trial, client);
    const { value, lifetimeSeconds } = await takeToken(trial, client);
    const longest = WAITED_FOR[trial.session.settings.effort];
    if (lifetimeSeconds === undefined || lifetimeSeconds > longest)
      throw new NotApplicable(
        `tokens are given for ${lifetimeSeconds ?? 'unsaid'} seconds; up to ${longest} are waited for`,
      );
    await requireAccepted(subject, bearing(value));
    await delay(lifetimeSeconds * 1000);
    // Clocks differ: servers allow for some time beyond.
    await trial.judgeEventually('ONB-002', async () => {
      const answer = trial.answer(await subject.send(bearing(value)), 'ONB-002');
      return about(`a token of ${lifetimeSeconds} seconds, after them`, refusedWith(answer, 'any'));
    });
    await requireAccepted(subject);
  },
);
