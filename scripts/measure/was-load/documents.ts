/** Documents of the size that a plain device and a small application have. */
export const capabilities = (id: string, envelope: object = {}): string =>
  JSON.stringify({
    ...envelope,
    properties: { id, vendor: 'ACME', modelNumber: 'EG-200', serialNumber: id },
  });

export const deployment = (name: string): object => ({
  applicationId: 'hello-world',
  name,
  namespace: 'default',
  profile: {
    type: 'helm',
    components: [{ name: 'app', properties: { repository: 'oci://registry.example/charts/hello', revision: '1.0.0' } }],
  },
  parameters: { greeting: { value: name, targets: [{ pointer: 'app.greeting', components: ['app'] }] } },
});

export const status = (deploymentId: string): string =>
  JSON.stringify({
    deploymentId,
    adoptedManifestVersion: 2,
    status: { state: 'installed' },
    components: [{ name: 'app', state: 'installed' }],
  });
