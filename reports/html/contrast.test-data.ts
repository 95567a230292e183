/**
 * Finds text whose contrast with what lies behind it is below 4.5, the AA threshold of WCAG 2.2. Runs in
 * the page, and is plain text for that reason. Answers `selector ratio text` lines.
 */
export const LOW_CONTRAST: string = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const within = (element, shape) => {
    const [inner, outer] = [element, shape].map((each) => each.getBoundingClientRect());
    return inner.left >= outer.left && inner.right <= outer.right;
  };
  const behind = (element) => {
    // Words in a drawing lie on the shape that was drawn before them in the same group, where they lie within it.
    const shape = element.ownerSVGElement ? element.parentElement.querySelector(':scope > rect, :scope > circle') : null;
    if (shape !== null && within(element, shape)) return rgba(getComputedStyle(shape).fill);
    for (let at = element; at !== null; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const found = new Set();
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!own || element.closest('script, .vh, .skip') !== null || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const contrast = ratio(rgba(element.ownerSVGElement ? style.fill : style.color), behind(element));
    if (contrast < 4.5) found.add(element.tagName + '.' + element.getAttribute('class') + ' ' + contrast.toFixed(2));
  }
  return [...found];
})()`;
