/** A piece of HTML that is safe to send as it is. Only {@link html} and {@link jsonBlock} make one. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | readonly Html[] | string | number | null | false;

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character] ?? character);
}

function textOf(value: Value): string {
  if (value instanceof Html) {
    return value.text;
  }
  if (Array.isArray(value)) {
    return value.map(textOf).join('');
  }
  return value === null || value === false ? '' : escapeHtml(String(value));
}

/**
 * Template for HTML in which every value is escaped unless it is HTML already; null and false leave nothing.
 * Attributes must be written in double quotes.
 */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(
    parts
      .map((part, index) => part + (index < values.length ? textOf(values[index]!) : ''))
      .join('')
  );
}

/** Data for the page's script: JSON that cannot end its element nor open a comment. */
export function jsonBlock(id: string, data: unknown): Html {
  const json = JSON.stringify(data)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
  return new Html(`<script type="application/json" id="${escapeHtml(id)}">${json}</script>`);
}
