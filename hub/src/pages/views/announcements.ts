import { html, type Html } from '../html.js';
import type { Announced } from '../site.js';

const WORDS: Record<Announced['severity'], string> = {
  info: 'Announcement',
  warning: 'Warning',
  critical: 'Important'
};

/** What administrators tell everybody; nothing when there is nothing. */
export function announcements(shown: readonly Announced[]): Html | null {
  return shown.length === 0
    ? null
    : html`<section class="lc-Announcements" aria-label="Announcements">
        ${shown.map(
          ({ title, body, severity }) =>
            html`<div class="lc-Announcement lc-mod-${severity}" role="note">
              <p><strong>${WORDS[severity]}: ${title}</strong></p>
              ${body === '' ? null : html`<p class="lc-Announcement-body">${body}</p>`}
            </div>`
        )}
      </section>`;
}
