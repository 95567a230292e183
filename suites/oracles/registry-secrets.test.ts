import { describe, expect, it } from 'vitest';
import { documentWith } from './deployment/deployment.test-data.ts';
import { withoutCredentials } from './registry-secrets.ts';

describe('a deployment', () => {
  it('carries no credential, whatever its parameters and extensions say', () => {
    expect(withoutCredentials(documentWith()).ok).toBe(true);
    expect(withoutCredentials(documentWith(['"text":{"value"', '"password":{"value"'])).ok).toBe(true);
  });

  it.each<[string, string, string]>([
    ['in an address', 'oci://registry.example/pump', 'oci://user:secret@registry.example/pump'],
    ['as a user alone', 'oci://registry.example/pump', 'oci://token@registry.example/pump'],
    ['beside an address', '"wait":false', '"wait":false,"registryPassword":"x"'],
    ['in an extension of a component', '"deep":[1,"1",null]', '"deep":[{"auths":{"r":"x"}}]'],
  ])('may not carry one %s', (_where, from, to) => {
    expect(withoutCredentials(documentWith([from, to])).ok).toBe(false);
  });

  it.each([
    'password',
    'PASSWORD',
    'registry_password',
    'passwordBase64',
    'client-secret',
    'accessToken',
    'registryTOKEN',
    'basicAuth',
    '.dockerconfigjson',
  ])('may not carry one as %s', (name) => {
    expect(withoutCredentials(documentWith(['"wait":false', `"wait":false,"${name}":"x"`])).ok).toBe(false);
  });

  it.each([
    'author',
    'authority',
    'imagePullSecretName',
    'secret_ref',
    'tokenUrl',
    'passthrough',
    'compass',
    'authType',
  ])('carries none as %s', (name) => {
    expect(withoutCredentials(documentWith(['"wait":false', `"wait":false,"${name}":"x"`])).ok).toBe(true);
  });

  it('carries none where a member only says whether there is one', () => {
    expect(withoutCredentials(documentWith(['"wait":false', '"wait":false,"auth":true'])).ok).toBe(true);
  });

  it('does not have the credential said again', () => {
    const judgement = withoutCredentials(
      documentWith(['oci://registry.example/pump', 'oci://user:secret@registry.example/pump']),
    );
    expect(JSON.stringify(judgement)).not.toContain('secret');
  });
});
