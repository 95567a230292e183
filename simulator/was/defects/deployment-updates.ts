import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { recording } from './records.ts';

/** An update that does not change the bytes, or changes too much. */
export const DEPLOYMENT_UPDATE_DEFECTS: readonly Defect[] = [
  defect(
    'update-without-effect',
    ['WFL-007', 'DSM-001', 'DEP-013'],
    'an update is acknowledged and the deployment stays as it was',
    recording(() => ({ deployments: { change: () => undefined } })),
  ),
  defect(
    'second-update-without-effect',
    ['WFL-007', 'DSM-001', 'DEP-013'],
    'only the first update of a deployment has an effect',
    perInstance(firstUpdateOnly),
  ),
  defect(
    'id-changes-on-update',
    ['WFL-007', 'DEP-001'],
    'an updated deployment has another id',
    perInstance(renamedOnUpdate),
  ),
  defect(
    'digest-stays-on-update',
    ['WFL-007', 'DSM-012'],
    'an updated deployment keeps its digest',
    perInstance(firstDigest),
  ),
  defect(
    'update-lost-on-restart',
    ['USR-006', 'WFL-007', 'DSM-001', 'DEP-013'],
    'updates are undone by a restart',
    perInstance(undoneOnRestart),
  ),
];

function firstUpdateOnly(): Fault {
  const updated = new Set<string>();
  return recording(({ deployments }) => ({
    deployments: {
      change: (client, id, order) => {
        if (!updated.has(id)) deployments.change(client, id, order);
        updated.add(id);
      },
    },
  }));
}

function renamedOnUpdate(): Fault {
  const updated = new Set<string>();
  const renamed = (id: string): string => (updated.has(id) ? id.replace(/^......../, '00000000') : id);
  return recording(({ deployments }) => ({
    deployments: {
      change: (client, id, order) => {
        updated.add(id);
        deployments.change(client, id, order);
      },
      desired: (client) =>
        deployments.desired(client).map((assignment) => ({ ...assignment, id: renamed(assignment.id) })),
    },
  }));
}

/** The digest of the text that each deployment had first; its bytes are served under it all the same. */
function firstDigest(): Fault {
  const first = new Map<string, string>();
  return replacing((behaviour) => ({
    digestOf: (body, mediaType) => {
      const digest = behaviour.digestOf(body, mediaType);
      const id = mediaType === 'application/yaml' ? /^id: "?(\S+?)"?$/m.exec(body.toString())?.[1] : undefined;
      if (id === undefined) return digest;
      const before = first.get(id) ?? digest;
      first.set(id, before);
      return before;
    },
  }));
}

function undoneOnRestart(): Fault {
  const first = new Map<string, { client: string; order: string }>();
  return recording(({ deployments }) => {
    for (const [id, { client, order }] of first) deployments.change(client, id, order);
    return {
      deployments: {
        change: (client, id, order) => {
          if (!first.has(id)) first.set(id, { client, order: deployments.find(client, id)?.order ?? order });
          deployments.change(client, id, order);
        },
      },
    };
  });
}
