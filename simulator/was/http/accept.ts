interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

function parseRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = weight === undefined ? 1 : Number(weight);
  return { type, quality: Number.isFinite(quality) ? quality : 1 };
}

/** How closely a range names the type: 0 for not at all, 3 for the type itself. */
function precision(range: string, mediaType: string): number {
  if (range === mediaType) return 3;
  if (range === `${mediaType.split('/')[0]}/*`) return 2;
  return range === '*/*' ? 1 : 0;
}

/**
 * Whether an Accept field admits a media type: the most precise range decides, and no field admits all (RFC 9110
 * section 12.5.1; DSM-003, DSM-004, G-26).
 */
export function accepts(field: string | undefined, mediaType: string): boolean {
  if (field === undefined || field.trim() === '') return true;
  const matching = field
    .split(',')
    .map(parseRange)
    .map((range) => ({ ...range, precision: precision(range.type, mediaType) }))
    .filter((range) => range.precision > 0)
    .sort((left, right) => right.precision - left.precision);
  return (matching[0]?.quality ?? 0) > 0;
}

/** Whether an Accept-Encoding field asks for gzip; without the field the bytes go out as they are. */
export function acceptsGzip(field: string | undefined): boolean {
  if (field === undefined) return false;
  const codings = field.split(',').map(parseRange);
  const chosen = codings.find(({ type }) => type === 'gzip') ?? codings.find(({ type }) => type === '*');
  return (chosen?.quality ?? 0) > 0;
}
