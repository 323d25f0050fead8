/** Elements that are of no use in a text, or reach beyond it. */
const UNWANTED =
  'script, style, link, meta, base, iframe, frame, object, embed, form, input, textarea, select, button, video, audio, source, track, picture > source, svg, template, dialog';

/** What may be loaded without asking anybody: pixels that stand in the text itself. */
const OWN_PIXELS = /^data:image\/(?:png|jpeg|gif|webp);base64,/i;

const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** Attribute that holds the path of an image or link in the same volume. */
export const PATH = 'data-labcommons-path';

/**
 * Makes a text of strangers harmless beyond what JupyterLab's sanitizer does: nothing is loaded from elsewhere, nothing
 * takes on the looks of JupyterLab's own widgets. Pictures from elsewhere become links; what lies beside the text is
 * marked with {@link PATH}.
 */
export function harmless(sanitized: string): string {
  const { body } = new DOMParser().parseFromString(sanitized, 'text/html');
  for (const element of body.querySelectorAll(UNWANTED)) element.remove();
  for (const element of body.querySelectorAll('*')) {
    const source = element.getAttribute('src');
    for (const { name } of [...element.attributes]) {
      if (!isKept(element, name)) element.removeAttribute(name);
    }
    if (element.localName === 'img') settleImage(element, source?.trim() ?? '');
    else if (element.localName === 'a') settleLink(element);
  }
  return body.innerHTML;
}

function isKept(element: Element, name: string): boolean {
  if (name === 'class') return element.closest('pre, code') !== null;
  if (name === 'href') return element.localName === 'a';
  return [
    'alt',
    'title',
    'width',
    'height',
    'align',
    'colspan',
    'rowspan',
    'start',
    'lang'
  ].includes(name);
}

function settleImage(image: Element, source: string): void {
  if (OWN_PIXELS.test(source)) {
    image.setAttribute('src', source);
  } else if (source !== '' && !ELSEWHERE.test(source)) {
    image.setAttribute(PATH, source);
  } else {
    const link = image.ownerDocument.createElement('a');
    link.textContent = image.getAttribute('alt') || source;
    link.setAttribute('href', source);
    image.replaceWith(link);
    settleLink(link);
  }
}

function settleLink(link: Element): void {
  const href = link.getAttribute('href')?.trim() ?? '';
  if (/^(?:https?:|mailto:)/i.test(href)) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
    return;
  }
  link.removeAttribute('href');
  if (href !== '' && !href.startsWith('#') && !ELSEWHERE.test(href)) {
    link.setAttribute(PATH, href);
    link.setAttribute('href', '#');
  }
}

/**
 * The path in the volume that a text means; null when it leads out of it.
 * @param folder - in which the text lies; empty for the top
 */
export function pathFrom(folder: string, href: string): string | null {
  const written = href.replace(/[?#].*$/s, '');
  let path: string;
  try {
    path = decodeURIComponent(written);
  } catch {
    return null;
  }
  const segments = path.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const segment of path.split('/')) {
    if (segment === '..') {
      if (segments.pop() === undefined) return null;
    } else if (segment.includes('\0')) {
      return null;
    } else if (segment !== '' && segment !== '.') {
      segments.push(segment);
    }
  }
  return segments.join('/');
}
