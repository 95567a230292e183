/** What a path of the interface names below the endpoint, by the path that was really asked for. */
export interface Artifact {
  readonly kind: 'deployment' | 'bundle';
  /** Empty for a bundle. */
  readonly deploymentId: string;
  readonly digest: string;
}

const ARTIFACT = /\/(?:bundles|deployments\/([^/]+))\/([^/?]+)$/;

/** Undefined where the path is that of no artifact. */
export function artifactAt(path: string): Artifact | undefined {
  const [, id, digest] = ARTIFACT.exec(path) ?? [];
  if (digest === undefined) return undefined;
  const deploymentId = decoded(id ?? '');
  return { kind: id === undefined ? 'bundle' : 'deployment', deploymentId, digest: decoded(digest) };
}

/** Id in `…/deployments/ID/status`, the singular form included; empty where there is none. */
export const reportedDeployment = (path: string): string =>
  decoded(/\/deployments?\/([^/]+)\/status$/.exec(path)?.[1] ?? '');

/** Where a manifest was read, and where its artifacts have to be. */
export interface ManifestPlace {
  /** URL below which the interface stands. */
  readonly endpoint: URL;
  /** Path of the manifest below it. */
  readonly deployments: string;
  readonly deployment: (deploymentId: string, digest: string) => string;
  readonly bundle: (digest: string) => string;
}

const ROOT = '/api/v1/';

export function manifestPlace(origin: string, path: string): ManifestPlace {
  const root = Math.max(0, path.lastIndexOf(ROOT));
  const deployments = path.slice(root);
  const bundles = deployments.replace(/deployments$/, 'bundles');
  return {
    endpoint: new URL(origin + path.slice(0, root)),
    deployments,
    deployment: (deploymentId, digest) => `${deployments}/${encodeURIComponent(deploymentId)}/${segment(digest)}`,
    bundle: (digest) => `${bundles}/${segment(digest)}`,
  };
}

/** A colon is a legal path character and the specification writes it raw. */
const segment = (digest: string): string => encodeURIComponent(digest).replaceAll('%3A', ':');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
