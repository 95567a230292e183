import type { ManagementClient, RepositoryAccess } from '../../../simulator/protocol/revision.ts';
import { readManifest } from '../../oracles/manifest.ts';
import type { Checkout } from '../desired-state.ts';
import type { DoctorClient } from './doctor-client.ts';

/** What a client's desired state is at a moment. */
export interface Look {
  /** Any change of the desired state changes it; undefined where there was no answer. */
  readonly text?: string;
  /** Whether it can be understood at all: what cannot is for the checks to judge. */
  readonly readable: boolean;
}

/** Where the revision has the client look. */
export const desiredState = (client: DoctorClient, checkout: Checkout | undefined): (() => Promise<Look>) =>
  checkout ? () => inRepository(checkout) : () => inManifest(client.api);

async function inManifest(api: Pick<ManagementClient, 'readDesiredState'>): Promise<Look> {
  const { outcome } = await api.readDesiredState();
  if (outcome.kind === 'failure') return { readable: false };
  const { response } = outcome;
  return { text: Buffer.from(response.body).toString('latin1'), readable: 'manifest' in readManifest(response) };
}

async function inRepository({ repository }: Checkout): Promise<Look> {
  const result = await repository.sync();
  if (result.kind === 'failed') return { readable: false };
  return { text: result.kind === 'empty' ? '' : result.head, readable: true };
}

export const repositoryOf = ({ enrolment }: DoctorClient): RepositoryAccess | null =>
  enrolment.kind === 'oauth' ? enrolment.repository : null;
