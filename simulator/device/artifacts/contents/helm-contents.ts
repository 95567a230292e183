import { HELM_CHART, HELM_CONFIG, HELM_PROVENANCE } from '../../../oci/media-types.ts';
import { type ReadContents, wrongType } from './artifact-contents.ts';

/**
 * The chart of a Helm artifact and, where it was signed, its provenance file.
 * @throws DeviceError ARTIFACT_TYPE_WRONG
 */
export const helmContents: ReadContents = ({ config, layers }) => {
  if (config.mediaType !== HELM_CONFIG)
    throw wrongType(`the configuration of the artifact is ${config.mediaType}, that of a chart is ${HELM_CONFIG}`);
  const [archive, ...otherCharts] = layers.filter(({ mediaType }) => mediaType === HELM_CHART);
  const [provenance = null, ...otherProvenances] = layers.filter(({ mediaType }) => mediaType === HELM_PROVENANCE);
  if (!archive || otherCharts.length > 0 || otherProvenances.length > 0)
    throw wrongType(`the artifact has ${otherCharts.length + (archive ? 1 : 0)} layers ${HELM_CHART}, not one`);
  return { archive, provenance };
};
