/** Ids of elements, made of ids that may hold anything: what a fragment could not carry as it is becomes its code. */
function fragment(kind: string, id: string): string {
  return `${kind}/${id.replace(/[^\w./-]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}`)}`;
}

export function checkAnchor(checkId: string): string {
  return fragment('check', checkId);
}

export function requirementAnchor(requirementId: string): string {
  return fragment('requirement', requirementId);
}

export function positionAnchor(positionId: string): string {
  return fragment('position', positionId);
}

export function timelineAnchor(checkId: string): string {
  return fragment('timeline', checkId);
}
