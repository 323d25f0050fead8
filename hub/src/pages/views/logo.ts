import { html, type Html } from '../html.js';

/** The mark: three rings that share a middle. Its colours read on light and dark. */
export function logo(size: number): Html {
  return html`<svg
    class="lc-Logo"
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 24 24"
    width="${size}"
    height="${size}"
    fill="none"
    stroke-width="2"
    aria-hidden="true"
  >
    <circle cx="12" cy="8.5" r="5.5" stroke="#f37726" />
    <circle cx="8.2" cy="14.8" r="5.5" stroke="#1e88e5" />
    <circle cx="15.8" cy="14.8" r="5.5" stroke="#43a047" />
  </svg>`;
}
