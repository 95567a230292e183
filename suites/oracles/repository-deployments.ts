import { isUuid } from '../../simulator/protocol/identifiers.ts';
import { isJsonObject, type JsonObject } from '../../simulator/protocol/json.ts';
import { componentsOf, objectAt, profileOf, show } from './deployment/members.ts';
import { all, broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';
import { readYamlStream } from './yaml-document.ts';

/** A regular file of the head of a repository. */
interface RepositoryFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A YAML document in a file of the repository, as it is on the wire. */
export interface RepositoryDocument {
  readonly path: string;
  readonly document: JsonObject;
}

/** Every mapping in a file that is YAML, one or several in each, wherever it stands (G-89). */
export const documentsIn = (files: readonly RepositoryFile[]): readonly RepositoryDocument[] =>
  files.flatMap(({ path, bytes }) =>
    readYamlStream(bytes).flatMap((document) => (isJsonObject(document) ? [{ path, document }] : [])),
  );

/** Those that say that they are deployments; others are passed over (G-89). */
export const isDeployment = ({ kind }: JsonObject): boolean => kind === 'ApplicationDeployment';

/** The id that stands in the annotations. */
export const annotatedId = (document: JsonObject): string | undefined => {
  const { id } = objectAt(document, 'metadata', 'annotations');
  return typeof id === 'string' ? id : undefined;
};

const same =
  (left: string) =>
  (right: string): boolean =>
    left.toLowerCase() === right.toLowerCase();

/** Of the deployments that were ever assigned, exactly these are there, each once (DSM-000). */
export function showsEachOnce(
  ids: readonly string[],
  assigned: readonly string[],
  ever: readonly string[] = assigned,
): Judgement {
  const counted = ever.map((id) => ({
    id,
    wanted: assigned.some(same(id)) ? 1 : 0,
    found: ids.filter(same(id)).length,
  }));
  const wrong = counted.find(({ wanted, found }) => wanted !== found);
  if (wrong === undefined) return HOLDS;
  const { id, wanted, found } = wrong;
  return wanted === 0
    ? broken(`no document of deployment ${id}, which was withdrawn`, `${found}`)
    : broken(`one document of kind ApplicationDeployment with the id ${id}`, `${found} of ${ids.length} documents`);
}

/** None that nobody assigned to this client (G-90). */
export function showsNoOthers(ids: readonly string[], ever: readonly string[]): Judgement {
  const others = ids.filter((id) => !ever.some(same(id)));
  return judgeThat(others.length === 0, 'deployments of this client alone', `${others.join(', ')} besides`);
}

/** A UUID stands in metadata.annotations.id, and it is the one that the operator was told (DEP-001). */
export function hasAnnotatedId(document: JsonObject, deploymentId: string): Judgement {
  const id = annotatedId(document);
  return judgeThat(
    id !== undefined && isUuid(id) && same(id)(deploymentId),
    `metadata.annotations.id: the UUID ${deploymentId}`,
    `metadata.annotations.id: ${show(objectAt(document, 'metadata', 'annotations')['id'])}`,
  );
}

/** metadata.annotations.applicationId is that of the application, in its form (DEP-003). */
export function hasAnnotatedApplication(document: JsonObject, applicationId: string): Judgement {
  const { applicationId: stated } = objectAt(document, 'metadata', 'annotations');
  return judgeThat(
    stated === applicationId && /^[-a-z0-9]{1,200}$/.test(applicationId),
    `metadata.annotations.applicationId: ${applicationId}`,
    `metadata.annotations.applicationId: ${show(stated)}`,
  );
}

/** The metadata name it (DEP-002); a namespace is not in the table of attributes. */
export function isNamedAtAll(document: JsonObject): Judgement {
  const { name } = objectAt(document, 'metadata');
  return judgeThat(typeof name === 'string' && name !== '', 'metadata.name, a text', `metadata.name: ${show(name)}`);
}

/** The name that the operator gave (G-62). */
export function isNamedAs(document: JsonObject, name: string): Judgement {
  const { name: stated } = objectAt(document, 'metadata');
  return judgeThat(stated === name, `metadata.name: ${name}`, `metadata.name: ${show(stated)}`);
}

/** The type under its name of that time, and the components in their order (DEP-004). */
export function hasProfile(
  document: JsonObject,
  type: string,
  components: readonly { readonly name: string }[],
): Judgement {
  const names = componentsOf(document).map(({ name }) => show(name));
  const expected = components.map(({ name }) => show(name));
  return all(
    judgeThat(
      profileOf(document)['type'] === type,
      `deploymentProfile.type: ${type}`,
      `type: ${show(profileOf(document)['type'])}`,
    ),
    judgeThat(
      names.join() === expected.join(),
      `components ${expected.join(', ')}, in this order`,
      `components ${names.join(', ') || 'none'}`,
    ),
  );
}

/** It says what it is (DEP-014). */
export const saysItsKind = ({ apiVersion, kind }: JsonObject): Judgement =>
  all(
    judgeThat(kind === 'ApplicationDeployment', 'kind: ApplicationDeployment', `kind: ${show(kind)}`),
    judgeThat(
      typeof apiVersion === 'string' && apiVersion !== '',
      'apiVersion, a text',
      `apiVersion: ${show(apiVersion)}`,
    ),
  );

/** The apiVersion that the examples have (G-96). */
export const hasPrintedVersion = ({ apiVersion }: JsonObject): Judgement =>
  judgeThat(
    apiVersion === 'application.margo.org/v1alpha1',
    'apiVersion: application.margo.org/v1alpha1',
    `apiVersion: ${show(apiVersion)}`,
  );

/** None of these texts stands anywhere in the files (USR-016). */
export function saysNothingOf(files: readonly RepositoryFile[], texts: Readonly<Record<string, string>>): Judgement {
  for (const [what, text] of Object.entries(texts)) {
    const found = files.find(({ path, bytes }) => path.includes(text) || Buffer.from(bytes).includes(text));
    if (text !== '' && found) return broken(`a repository without ${what}`, `it stands in ${found.path}`);
  }
  return HOLDS;
}
