/**
 * Whether a link keeps its meaning in a copy of the tree it lies in: a relative one that, read as text, does not leave
 * that tree. Any other would point, from its new place, to something that nobody chose.
 * @param depth - directories between the top of the tree and the link
 */
export function staysInside(text: Buffer, depth: number): boolean {
  const segments = text.toString('latin1').split('/');
  if (segments[0] === '') {
    return false;
  }
  let at = depth;
  return segments.every(segment => {
    at += segment === '..' ? -1 : segment === '' || segment === '.' ? 0 : 1;
    return at >= 0;
  });
}
