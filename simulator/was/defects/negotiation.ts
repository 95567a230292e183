import { header } from '../http/api-request.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';
import { answering, withHeader, withStatus } from './exchanges.ts';

const OK = { resource: 'manifest', status: 200 } as const;

const accepting = (accepts: (field: string | undefined, mediaType: string, correct: boolean) => boolean): Fault =>
  replacing((behaviour) => ({
    accepts: (field, mediaType) => accepts(field, mediaType, behaviour.accepts(field, mediaType)),
  }));

export const NEGOTIATION_DEFECTS: readonly Defect[] = [
  defect(
    'accept-ignored',
    ['DSM-003'],
    'Accept is not looked at',
    accepting(() => true),
  ),
  defect(
    'accept-required',
    ['DSM-004'],
    'a request without Accept gets 406',
    accepting((field, _type, correct) => field !== undefined && correct),
  ),
  defect(
    'accept-wildcard-refused',
    ['DSM-003', 'DSM-004'],
    'the range */* gets 406',
    accepting((field, _type, correct) => !(field?.trim() === '*/*') && correct),
  ),
  defect(
    'accept-list-not-read',
    ['DSM-003', 'DSM-002'],
    'only the first member of Accept is looked at',
    accepting(
      (field, mediaType) =>
        field === undefined ||
        field.split(',')[0]?.split(';')[0]?.trim() === mediaType ||
        field.split(',')[0]?.includes('*') === true,
    ),
  ),
  defect(
    'accept-weight-zero-ignored',
    ['DSM-003'],
    'a type that is excluded with q=0 is served',
    accepting((field, mediaType, correct) => correct || field?.includes(mediaType) === true),
  ),
  defect(
    'accept-json-suffices',
    ['DSM-003'],
    'Accept: application/json gets the manifest',
    accepting((field, _type, correct) => correct || field?.includes('application/json') === true),
  ),
  defect(
    'not-acceptable-is-415',
    ['DSM-003'],
    '415 is answered instead of 406',
    answering({ resource: 'manifest', status: 406 }, withStatus(415)),
  ),
  defect(
    'manifest-content-type-wrong',
    ['DSM-005'],
    'the manifest is served as application/json',
    answering(OK, withHeader('Content-Type', 'application/json')),
  ),
  defect(
    'manifest-without-content-type',
    ['DSM-005'],
    'the manifest has no Content-Type',
    answering(OK, withHeader('Content-Type', undefined)),
  ),
  defect(
    'manifest-after-json-accept',
    ['DSM-005', 'DSM-003'],
    'the Content-Type repeats the Accept field',
    answering({ ...OK, when: (request) => header(request, 'accept') === '*/*' }, withHeader('Content-Type', '*/*')),
  ),
];
