/** Texts that a lenient reader could take for a digest (DIG-001), and others that are none at all. */
export const malformedDigests = (digest: string): readonly string[] => {
  const [, hex = ''] = digest.split(':');
  return [
    hex,
    digest.slice(0, -1),
    `${digest}0`,
    `sha256:${hex.slice(0, 12)}`,
    `sha256:${hex.replace(/[a-f]/g, (letter) => letter.toUpperCase()).replace(/^\d+$/, 'A')}`,
    `SHA256:${hex}`,
    `sha-256:${hex}`,
    `sha512:${hex}${hex}`,
    `sha256:${hex} `,
    `sha256: ${hex}`,
    `${digest}\n`,
    `"${digest}"`,
    `sha256=${hex}`,
    'sha256:',
    'latest',
    '*',
  ];
};
