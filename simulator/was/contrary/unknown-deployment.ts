import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { ANONYMOUS } from '../identity/peer.ts';

/** Whether a status was refused because its deployment is not that of a caller who is known; 403 and 422 would say no as well (G-16). */
export const isUnknownDeployment = ({ resource, peer }: ApiRequest, { status }: Answer): boolean =>
  status === 404 && resource === 'status' && peer !== ANONYMOUS;
