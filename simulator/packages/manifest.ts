import type { BlobContent } from '../oci/client/registry-client.ts';
import type { Annotations } from '../oci/documents.ts';
import {
  COMPONENT_TYPE,
  COMPONENT_VERSION,
  COMPOSE_LAYER,
  HELM_CHART,
  HELM_CONFIG,
  IMAGE_TITLE,
  IMAGE_VERSION,
} from '../oci/media-types.ts';
import type { PackedChart, PackedCompose } from './package.ts';

const IMAGE = 'org.opencontainers.image';

const json = (document: unknown): Uint8Array => Buffer.from(JSON.stringify(document));

/** The members of Chart.yaml in the order in which Helm writes them. */
const METADATA = [
  ...[
    'name',
    'home',
    'sources',
    'version',
    'description',
    'keywords',
    'maintainers',
    'icon',
    'apiVersion',
    'condition',
  ],
  ...['tags', 'appVersion', 'deprecated', 'annotations', 'kubeVersion', 'dependencies', 'type'],
];

/** The configuration of a chart as Helm pushes it: its metadata, without what Helm does not know. */
export const chartConfig = ({ metadata }: PackedChart): BlobContent => ({
  mediaType: HELM_CONFIG,
  bytes: json(Object.fromEntries(METADATA.flatMap((name) => (name in metadata ? [[name, metadata[name]]] : [])))),
});

export const chartLayer = ({ archive }: PackedChart): BlobContent => ({ mediaType: HELM_CHART, bytes: archive });

/** What Helm says in the manifest about a chart; without the time, which would make every push another manifest. */
export function chartAnnotations({ name, version, metadata }: PackedChart): Annotations {
  const { description, home } = metadata;
  return {
    [IMAGE_TITLE]: name,
    [IMAGE_VERSION]: version,
    ...(typeof description === 'string' && { [`${IMAGE}.description`]: description }),
    ...(typeof home === 'string' && { [`${IMAGE}.url`]: home }),
  };
}

/** The one layer of a Compose application, with its annotations (CMP-002, CMP-003). */
export const composeLayer = ({ name, version, archive }: PackedCompose): BlobContent => ({
  mediaType: COMPOSE_LAYER,
  bytes: archive,
  annotations: {
    [COMPONENT_TYPE]: 'compose',
    [COMPONENT_VERSION]: version,
    [IMAGE_TITLE]: `${name}-${version}.tar.gz`,
    [IMAGE_VERSION]: version,
  },
});
