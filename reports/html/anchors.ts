/** Ids of elements, made of ids that may hold anything: what a fragment could not carry as it is becomes `_`. */
function fragment(kind: string, id: string): string {
  return `${kind}/${id.replace(/[^\w./-]/g, '_')}`;
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
