import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';

/** Whether a status was refused because its deployment is not the caller's; 403 and 422 would say no as well (G-16). */
export const isUnknownDeployment = ({ resource }: ApiRequest, { status }: Answer): boolean =>
  status === 404 && resource === 'status';
