import { judgeDesiredState } from '../end-to-end/judging/on-the-wire.ts';
import { own } from '../end-to-end/judging/own-side.ts';
import type { Order } from '../end-to-end/world/orders.ts';
import { Story } from '../end-to-end/world/story.ts';
import type { World } from '../end-to-end/world/world.ts';
import type { Trial } from '../harness/trial.ts';
import { OwnFault } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { HOLDS, judgeThat } from '../oracles/judgement.ts';
import { withoutCredentials } from '../oracles/registry-secrets.ts';
import { showsFailure } from '../oracles/shown-failure.ts';
import type { Acceptance } from './acceptances.ts';
import type { Ground } from './ground.ts';
import type { Refusal } from './refusals.ts';
import { Scene, type SiteOf, SUBJECT } from './scene.ts';
import { Stage } from './stage.ts';

/**
 * Something right is installed; then comes what has to be refused, beside a component that is right: it is reported as
 * failed with its cause, the database shows that, and what ran before goes on. Then something right comes again.
 */
export const judgeRefusal = (trial: Trial, { causes, prepare }: Refusal, siteOf: SiteOf): Promise<void> =>
  staged(trial, prepare, siteOf, async (scene, { right, wrong, again, breaks, mends }) => {
    await scene.order(right, 'runs');
    await breaks?.();
    const refused = await scene.order(wrong, 'is refused');
    await judgeFailure(scene.world, refused, causes);
    await mends?.();
    await scene.order(again, 'runs');
  });

/** What is ordered runs, one revision after the other. */
export const judgeAcceptance = (trial: Trial, { prepare }: Acceptance, siteOf: SiteOf): Promise<void> =>
  staged(trial, prepare, siteOf, async (scene, { orders }) => {
    for (const reference of orders) await scene.order(reference, 'runs');
    await judgeSecrets(scene.world);
  });

async function staged<Plan extends Ground>(
  trial: Trial,
  prepare: (stage: Stage) => Promise<Plan>,
  siteOf: SiteOf,
  play: (scene: Scene, plan: Plan) => Promise<void>,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const story = new Story();
  try {
    const stage = new Stage(stack, trial.session.settings.surroundings.planted.device);
    const ground = await prepare(stage);
    const scene = await Scene.open({ trial, stage, stack, ground, siteOf, story });
    await play(scene, ground);
    own('registries beside that of the operator', ground.afterwards?.() ?? HOLDS);
  } finally {
    trial.timeline = story.timeline();
  }
}

/** The cause that the device tells, and what the WFM makes of it (USR-013). */
async function judgeFailure(
  { trial, patienceMs }: World,
  { station, deploymentId }: Order,
  causes: readonly string[],
): Promise<void> {
  const report = station.diary.taken(deploymentId);
  if (!report) throw new OwnFault('DEVICE_AT_FAULT: nothing was reported about what had to be refused');
  const code = report.components.find(({ name }) => name === SUBJECT)?.error?.code ?? '';
  own('the cause of a refusal', judgeThat(causes.includes(code), causes.join(' or '), code));
  const { client } = station.client;
  const look = async () => showsFailure(await trial.operator.observe(client, deploymentId), report);
  trial.hold('USR-013', await eventually(patienceMs, look));
}

/** No credential of a registry stands in what the WFM serves (USR-012). */
async function judgeSecrets({ trial, book, patienceMs }: World): Promise<void> {
  for (const order of book.open) {
    const { documents } = await judgeDesiredState(trial, order.station.client, [order], patienceMs);
    for (const document of documents.values()) trial.hold('USR-012', withoutCredentials(document));
  }
}
