import { stringify } from 'yaml';

export interface RepositoryOrder {
  readonly id: string;
  readonly revision?: string;
  /** Default: none, as the interface of 2024 knows no device in a deployment. */
  readonly deviceId?: string;
}

/** A deployment as it stood in a repository in 2024. */
export const deploymentFile = ({ id, revision = '1.0.0', deviceId }: RepositoryOrder): string =>
  stringify({
    apiVersion: 'application.margo.org/v1alpha1',
    kind: 'ApplicationDeployment',
    metadata: {
      name: `name-${id.slice(0, 4)}`,
      namespace: 'tests',
      annotations: { id, applicationId: 'com-example-app', ...(deviceId !== undefined && { deviceId }) },
    },
    spec: {
      deploymentProfile: {
        type: 'docker-compose',
        components: [{ name: 'app', properties: { repository: 'oci://registry.example/app', revision } }],
      },
    },
  });
