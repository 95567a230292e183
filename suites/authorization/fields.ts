import type { Authenticate } from '../../simulator/protocol/revision.ts';
import { adding, changed, field, without } from '../signatures/fields.ts';

const AUTHORIZATION = 'authorization';

const usually: Authenticate = (request, usual) => usual(request);

/** The request as it is usually sent, without the field that has the token. */
export const tokenless: Authenticate = changed(usually, without(AUTHORIZATION));

/** As usual, but for the value of the field that has the token. */
export const authorizedAs = (value: string): Authenticate =>
  changed(usually, without(AUTHORIZATION), adding(['Authorization', value]));

export const bearing = (token: string): Authenticate => authorizedAs(`Bearer ${token}`);

/** As usual, with another value of a field, or without it. */
export const withField = (name: string, change: (value: string) => string | null): Authenticate =>
  changed(usually, field(name, change));
