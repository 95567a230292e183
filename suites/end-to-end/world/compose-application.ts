import { packCompose } from '../../../simulator/packages/pack-compose.ts';
import type { Package } from '../../../simulator/packages/package.ts';

/** Labels of a container that tell which application it is of, and in which revision. */
export const APPLICATION_LABEL = 'waspect.sequence.application';
export const REVISION_LABEL = 'waspect.sequence.revision';

/** Variables that reach the container where they are set: the parameters of the sequences. */
export const VARIABLES: readonly string[] = [
  'SETTINGS_MARK',
  'SETTINGS_TEXT',
  'SETTINGS_LIMITS_NUMBER',
  'SETTINGS_OWN',
  'SETTINGS_FLAG',
  'IMAGE',
  'READYAFTERSECONDS',
];

/** A Compose application in a revision of its own, which runs or, with an image that nobody has, does not. */
export function packApplication(folder: string, name: string, revision: string, runs: boolean): Promise<Package> {
  const application = {
    services: {
      app: {
        image: runs ? 'localhost/waspect/workload:1' : 'localhost/waspect/of-nobody:1',
        command: ['sleep', '86400'],
        stop_grace_period: '0s',
        environment: VARIABLES,
        labels: { [APPLICATION_LABEL]: name, [REVISION_LABEL]: revision },
      },
    },
  };
  // JSON is YAML.
  return packCompose(folder, { name, version: revision, files: { 'compose.yaml': JSON.stringify(application) } });
}
