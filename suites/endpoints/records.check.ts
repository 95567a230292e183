import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { APART, nameOf, separatelyOperated, takingTheSame } from './other-endpoints.ts';
import { type Resident, residentAtBoth } from './residents.ts';
import { keepingWhatWasSeen } from './seen.ts';

check(
  {
    id: 'endpoints/devices-are-apart',
    title: 'A device that a client has reported at one endpoint is none of its devices at another',
    requirements: [APART],
    needs: { otherEndpoint: true, verbs: ['admit', 'devices'] },
  },
  keepingWhatWasSeen(async (trial) => {
    for (const there of takingTheSame(trial, await separatelyOperated(trial))) {
      const [here, away] = await residentAtBoth(trial, there);
      // A client may be one device everywhere: what was said of it where tells the records apart.
      const known = async ({ trial: { operator }, client }: Resident): Promise<readonly unknown[]> =>
        (await operator.devices(client.client)).map(({ properties }) => properties['serialNumber']);
      const reported = [];
      for (const [side, name] of [
        [here, 'first'],
        [away, 'second'],
      ] as const) {
        const mark = `${side.client.freshName} ${name}`;
        await side.client.report(plainHost(side.client.device(name), mark));
        const shows = await eventually(trial.session.target.timeouts.settle, async () =>
          judgeThat((await known(side)).includes(mark), mark, 'no such device'),
        );
        if (!shows.ok) throw new NotEvaluated(`${nameOf(side.trial)} does not know a device that was reported there`);
        reported.push({ side, mark });
      }
      await trial.quiet();
      for (const { side, mark } of reported)
        for (const other of [here, away].filter((one) => one !== side))
          trial.judge(
            APART,
            judgeThat(
              !(await known(other)).includes(mark),
              `that ${nameOf(other.trial)} knows no device that was reported at ${nameOf(side.trial)}`,
              `the one with the serial number ${mark} among the client's devices`,
            ),
          );
    }
  }),
);

check(
  {
    id: 'endpoints/workloads-are-apart',
    title: "A workload that was assigned at one endpoint is not in the client's desired state at another",
    requirements: [APART],
    needs: { otherEndpoint: true, verbs: ['admit', 'assign'] },
  },
  keepingWhatWasSeen(async (trial) => {
    for (const there of takingTheSame(trial, await separatelyOperated(trial))) {
      const sides = await residentAtBoth(trial, there);
      const assigned: { readonly side: Resident; readonly deploymentId: string }[] = [];
      for (const side of sides) {
        const { client, device } = side;
        const { deploymentId } = await client.assign(device, plainDeployment(nameOf(side.trial)));
        assigned.push({ side, deploymentId });
      }
      await trial.quiet();
      for (const { side, deploymentId } of assigned) {
        const others = [...(await side.client.desired()).digests.keys()].filter((id) => id !== deploymentId);
        trial.judge(
          APART,
          judgeThat(
            others.length === 0,
            `only what was assigned at ${nameOf(side.trial)} in the desired state there`,
            `${others.length} deployment besides`,
          ),
        );
      }
    }
  }),
);
