import type { Letter } from './ports.js';
import type { OutboxRow } from './outbox-store.js';

const SUBJECT_LENGTH = 150;

/** Rows that go out together: each for itself, those of a user's digest as one. In the order of the first of each. */
export function bundle(rows: readonly OutboxRow[]): OutboxRow[][] {
  const bundles = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const key = row.digest ? `digest ${row.userId}` : row.id;
    bundles.set(key, [...(bundles.get(key) ?? []), row]);
  }
  return [...bundles.values()];
}

function subjectLine(text: string): string {
  // Control characters would begin another header.
  // eslint-disable-next-line no-control-regex
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return line.length > SUBJECT_LENGTH ? `${line.slice(0, SUBJECT_LENGTH - 1)}…` : line;
}

function paragraph({ title, body }: OutboxRow): string {
  return body === '' ? title : `${title}\n${body}`;
}

/**
 * The letter of one bundle.
 * @param site - name of the site, and the address of its hub where that is known
 */
export function letterOf(
  rows: readonly [OutboxRow, ...OutboxRow[]],
  to: Letter['to'],
  site: { readonly name: string; readonly url: string | null }
): Letter {
  const [first] = rows;
  const subject = first.digest
    ? `${rows.length === 1 ? '1 notification' : `${rows.length} notifications`} of the day`
    : first.title;
  const parts = [
    ...rows.map(paragraph),
    `-- \n${first.address === null ? 'You get this because you chose so at ' : ''}${site.name}${site.url === null ? '' : `, ${site.url}`}`
  ];
  return {
    id: first.id,
    to,
    subject: subjectLine(`${site.name}: ${subject}`),
    text: `${parts.join('\n\n')}\n`
  };
}
