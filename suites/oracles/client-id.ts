import { type Judgement, judgeThat } from './judgement.ts';

/** Characters that need no encoding in a segment of a path (RFC 3986, 2.3); `.` and `..` are no names there (3.3). */
const UNRESERVED = /^[A-Za-z0-9\-._~]+$/;

/** ONB-013: a client id consists of URL-safe characters. */
export const urlSafe = (clientId: string): Judgement =>
  judgeThat(
    UNRESERVED.test(clientId) && clientId !== '.' && clientId !== '..',
    'a client id of URL-safe characters',
    JSON.stringify(clientId),
  );

/** ONB-013: a client id names one client alone. */
export function distinct(clientIds: readonly string[]): Judgement {
  const twice = clientIds.find((id, index) => clientIds.indexOf(id) !== index);
  return judgeThat(twice === undefined, 'a client id for each certificate', `${twice} for several`);
}
