import { STATUS_CODES } from 'node:http';

import type { Response } from 'express';

import type { User } from '../accounts/types.js';
import { renderPage } from './render.js';

const WORDS: Record<number, readonly [heading: string, explanation: string]> = {
  400: ['This address cannot be read', 'Something in it is not written as addresses are.'],
  403: [
    'This is not possible',
    'You may not do this, or the request did not come from a page of the hub.'
  ],
  404: ['There is no such page', 'It does not exist, or you may not see it.'],
  405: ['This is not possible here', 'This page does not take such requests.'],
  424: ['The server is not running', 'Start it on the home page.'],
  429: ['Too many requests', 'Wait a little and try again.'],
  500: ['Something went wrong in the hub', 'It was written to the log. Try again in a moment.'],
  503: [
    'Not reachable',
    'Something that is needed for this does not answer. Try again in a moment.'
  ]
};

/** Headings where what the matter is stands below in words of its own. */
const SAID_BELOW: Record<number, string> = {
  400: 'This cannot be opened',
  404: 'This cannot be opened',
  409: 'This is not possible now',
  413: 'This is too large',
  503: 'This is not possible now',
  507: 'There is not enough space'
};

/** A page for an HTTP status; numbers that are no error become 404. */
export function showError(
  response: Response,
  status: number,
  visitor: User | null,
  explanation?: string
): void {
  const known = Number.isInteger(status) && status >= 400 && STATUS_CODES[status] !== undefined;
  const code = known ? status : 404;
  const [usual, words] = WORDS[code] ?? [STATUS_CODES[code] ?? '', ''];
  const heading = (explanation === undefined ? undefined : SAID_BELOW[code]) ?? usual;
  renderPage(response, {
    page: 'problem',
    title: heading,
    status: code,
    data: { heading, explanation: explanation ?? words },
    visitor
  });
}
