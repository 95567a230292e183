import { type Answer, json } from '../http/answer.ts';

/** Error codes of the OCI distribution specification 1.1, with the status that goes with each; UNKNOWN is ours. */
const STATUS = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 416,
  BLOB_UPLOAD_UNKNOWN: 404,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 400,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  PAGINATION_NUMBER_INVALID: 400,
  RANGE_INVALID: 416,
  SIZE_INVALID: 413,
  TAG_INVALID: 400,
  TOOMANYREQUESTS: 429,
  UNAUTHORIZED: 401,
  DENIED: 403,
  UNSUPPORTED: 405,
  UNKNOWN: 500,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** An error document of the distribution specification. */
export const refuse = (
  code: ErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  detail: unknown = null,
): Answer => json(STATUS[code], { errors: [{ code, message, detail }] }, headers);
