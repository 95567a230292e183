import {
  COMPONENT_TYPE,
  COMPONENT_VERSION,
  COMPOSE_ARTIFACT,
  COMPOSE_LAYER,
  IMAGE_VERSION,
} from '../../../oci/media-types.ts';
import { sameVersion } from '../../../oci/reference.ts';
import { type ReadContents, wrongType, wrongVersion } from './artifact-contents.ts';

/**
 * The one layer of a Compose component (CMP-002), whose annotations agree with the revision (CMP-003).
 * @throws DeviceError ARTIFACT_TYPE_WRONG, ARTIFACT_VERSION_MISMATCH
 */
export const composeContents: ReadContents = ({ artifactType, layers, annotations: ofManifest = {} }, revision) => {
  if (artifactType !== COMPOSE_ARTIFACT)
    throw wrongType(`the artifact is ${artifactType ?? 'of no type'}, a Compose component is ${COMPOSE_ARTIFACT}`);
  const [archive, ...others] = layers;
  if (!archive || others.length > 0 || archive.mediaType !== COMPOSE_LAYER) {
    const types = layers.map(({ mediaType }) => mediaType).join(', ');
    throw wrongType(`the artifact has the layers [${types}], a Compose component has one, ${COMPOSE_LAYER}`);
  }
  const { annotations = {} } = archive;
  if (annotations[COMPONENT_TYPE] !== 'compose')
    throw wrongType(`${COMPONENT_TYPE} of the layer is ${annotations[COMPONENT_TYPE] ?? 'missing'}, not compose`);
  const version = annotations[COMPONENT_VERSION];
  if (version === undefined || !sameVersion(version, revision))
    throw wrongVersion(`${COMPONENT_VERSION} of the layer is ${version ?? 'missing'}, the revision is ${revision}`);
  const image = annotations[IMAGE_VERSION] ?? ofManifest[IMAGE_VERSION];
  if (image !== undefined && !sameVersion(image, revision))
    throw wrongVersion(`${IMAGE_VERSION} is ${image}, the revision is ${revision}`);
  return { archive, provenance: null };
};
