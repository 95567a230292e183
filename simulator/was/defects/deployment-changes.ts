import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { type Fault, replacing } from './defect.ts';

/** Changes an ApplicationDeployment or an object within one. */
export type Change = (document: JsonObject) => JsonObject;

/** Changes each ApplicationDeployment before it is digested. */
export const rewriting = (change: Change): Fault =>
  replacing((behaviour) => ({
    deploymentDocument: (id, deviceId, order) => change(behaviour.deploymentDocument(id, deviceId, order)),
  }));

/** The object under a name, empty where there is none. */
export const objectAt = (document: JsonObject, name: string): JsonObject => {
  const value = document[name];
  return isJsonObject(value) ? value : {};
};

/** Changes the object under a name. */
export const within =
  (name: string, change: Change): Change =>
  (document) => ({ ...document, [name]: change(objectAt(document, name)) });

/** Changes the metadata of each ApplicationDeployment. */
export const metadata = (change: Change): Fault => rewriting(within('metadata', change));

/** Changes the spec of each ApplicationDeployment. */
export const spec = (change: Change): Fault => rewriting(within('spec', change));

/** Changes the text under a name. */
export const mapText =
  (name: string, change: (text: string) => string): Change =>
  (document) => {
    const value = document[name];
    return typeof value === 'string' ? { ...document, [name]: change(value) } : document;
  };
