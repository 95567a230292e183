/** Media types, annotation keys and tags that have a meaning in OCI registries, as they stand on the wire. */

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const OCI_IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json';
export const OCI_EMPTY = 'application/vnd.oci.empty.v1+json';

/** Helm: https://helm.sh/docs/topics/registries */
export const HELM_CONFIG = 'application/vnd.cncf.helm.config.v1+json';
export const HELM_CHART = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
export const HELM_PROVENANCE = 'application/vnd.cncf.helm.chart.provenance.v1.prov';

/** Compose components of Margo (CMP-002, CMP-003). */
export const COMPOSE_ARTIFACT = 'application/vnd.org.margo.component.compose+json';
export const COMPOSE_LAYER = 'application/vnd.org.margo.component.compose.tar+gzip';
export const COMPONENT_TYPE = 'org.margo.component.type';
export const COMPONENT_VERSION = 'org.margo.component.version';
export const IMAGE_VERSION = 'org.opencontainers.image.version';
export const IMAGE_TITLE = 'org.opencontainers.image.title';

/** Signatures with a key pair, as cosign stores them: a manifest beside the signed one, one layer a signature. */
export const SIGNATURE_PAYLOAD = 'application/vnd.dev.cosign.simplesigning.v1+json';
export const SIGNATURE_ANNOTATION = 'dev.cosignproject.cosign/signature';
/** What such a manifest calls itself where it refers to the signed one as its subject. */
export const SIGNATURE_ARTIFACT = 'application/vnd.dev.cosign.artifact.sig.v1+json';
