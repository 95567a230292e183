/** The registered problem types of the specification (problem-types, Registry), by the condition that they name. */
export const PROBLEM_NAMESPACE = 'https://docs.margo.org/specification/problem-types';

export type ProblemCondition =
  | 'invalid-request'
  | 'not-authorized'
  | 'gateway-not-found'
  | 'device-not-found'
  | 'invalid-bundle'
  | 'deployment-not-found'
  | 'discovery-document-not-found'
  | 'spiffe-bundle-not-found'
  | 'server-cannot-generate-response'
  | 'semantic-error';

/** The HTTP status that the registry gives each condition. */
export const PROBLEM_STATUS: Readonly<Record<ProblemCondition, number>> = {
  'invalid-request': 400,
  'not-authorized': 403,
  'gateway-not-found': 404,
  'device-not-found': 404,
  'invalid-bundle': 404,
  'deployment-not-found': 404,
  'discovery-document-not-found': 404,
  'spiffe-bundle-not-found': 404,
  'server-cannot-generate-response': 406,
  'semantic-error': 422,
};

export const problemType = (condition: ProblemCondition): string => `${PROBLEM_NAMESPACE}#${condition}`;
