export const MANIFEST = 'application/vnd.margo.manifest.v1+json';
export const BUNDLE = 'application/vnd.margo.bundle.v1+tar+gzip';
export const DEPLOYMENT = 'application/yaml';
export const JSON_DOCUMENT = 'application/json';
export const PROBLEM = 'application/problem+json';
