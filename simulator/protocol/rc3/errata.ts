/** Where our schemas of 1.0.0-rc.3 depart from the published OpenAPI documents, and why. */
export interface Erratum {
  readonly id: string;
  /** Schema file beside this one, without its extension. */
  readonly schema: string;
  readonly published: string;
  readonly corrected: string;
  readonly reason: string;
  /** The position of the catalogue that it follows from, where there is one. */
  readonly position: string | null;
}

export const ERRATA: readonly Erratum[] = [
  {
    id: 'E-01',
    schema: 'state-manifest',
    published: 'requires root members literally named bundle.mediaType, bundle.digest and bundle.url',
    corrected: 'requires mediaType, digest and url inside bundle, where bundle is not null',
    reason: 'the dotted names describe nesting; taken literally no manifest is valid, the published example included',
    position: 'G-04',
  },
  {
    id: 'E-02',
    schema: 'state-manifest',
    published: 'manifestVersion is any number',
    corrected: 'an integer from 1 to 2^64-1, read without loss',
    reason: 'the prose and the description of the field say unsigned 64-bit integer in that range',
    position: 'G-20',
  },
  {
    id: 'E-03',
    schema: 'state-manifest',
    published: 'digest is any string, sizeBytes any number',
    corrected: 'digest follows the digest grammar, sizeBytes is a non-negative integer',
    reason: 'the prose defines both',
    position: 'G-42',
  },
  {
    id: 'E-04',
    schema: 'application-deployment',
    published: 'metadata requires annotations, which is nowhere defined',
    corrected: 'annotations is not required',
    reason: 'left over from an earlier revision; every published example would be invalid',
    position: 'G-05',
  },
  {
    id: 'E-05',
    schema: 'application-deployment',
    published: 'id and spec.parameters are optional',
    corrected: 'both are required, id is a UUID',
    reason: 'the attribute tables of the prose mark them as required',
    position: 'G-05',
  },
  {
    id: 'E-06',
    schema: 'application-deployment',
    published: 'deploymentProfile.type is helm or compose',
    corrected: 'custom is allowed too',
    reason: 'the prose and the description model define custom deployments',
    position: 'G-06',
  },
  {
    id: 'E-07',
    schema: 'device-capabilities',
    published: 'supportedRuntimes and supportedDeploymentTypes are closed enumerations',
    corrected: 'any string',
    reason: 'the prose has a WFM treat an unknown value as custom',
    position: 'G-06',
  },
  {
    id: 'E-08',
    schema: 'device-capabilities',
    published: 'a label value matches exactly one branch (oneOf)',
    corrected: 'at least one branch (anyOf)',
    reason: 'an empty array matches both array branches and would be refused',
    position: 'G-60',
  },
  {
    id: 'E-09',
    schema: 'deployment-status',
    published: 'adoptedManifestVersion is any number',
    corrected: 'an integer from 1 to 2^64-1',
    reason: 'it repeats a manifestVersion',
    position: 'G-20',
  },
  {
    id: 'E-10',
    schema: 'discovery-document',
    published: 'trustBundleUri is any URI',
    corrected: 'an absolute https URL',
    reason: 'its own description and the prose say so',
    position: null,
  },
];
