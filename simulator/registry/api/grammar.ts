/** The grammar of the distribution specification, read by the server itself: the client side has its own. */
const PATH_COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const NAME = new RegExp(`^${PATH_COMPONENT}(?:/${PATH_COMPONENT})*$`);
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;
const SHA256 = /^sha256:[0-9a-f]{64}$/;
/** Of a repository's name; the specification leaves the limit to registries. */
const MAX_NAME = 255;

export const isRepositoryName = (text: string): boolean => text.length <= MAX_NAME && NAME.test(text);
export const isTag = (text: string): boolean => TAG.test(text);
/** Any algorithm: what is well-formed and not known here is not found. */
export const isDigest = (text: string): boolean => DIGEST.test(text);
/** The one algorithm that this registry stores under. */
export const isSha256 = (text: string): boolean => SHA256.test(text);
