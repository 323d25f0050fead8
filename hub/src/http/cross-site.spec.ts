import { type Provenance, type Purpose, mayUseCookie } from './cross-site.js';

const OWN = 'https://hub.example';

function from(
  fetchSite: string | null,
  fetchMode: string | null,
  fetchDest: string | null,
  origin: string | null = null
): Provenance {
  return { origin, fetchSite, fetchMode, fetchDest };
}

const SCRIPT = from(null, null, null);
const TYPED = from('none', 'navigate', 'document');
const CLICKED = from('same-origin', 'navigate', 'document');
const LINKED = from('cross-site', 'navigate', 'document');
const FRAMED = from('same-origin', 'navigate', 'iframe');
const EMBEDDED = from('same-origin', 'navigate', 'embed');
const OBJECT = from('same-origin', 'navigate', 'object');
const FETCHED = from('same-origin', 'cors', 'empty');
const FETCHED_SAME = from('same-origin', 'same-origin', 'empty');
const NO_CORS = from('same-origin', 'no-cors', 'empty');
const BEACON = from('same-origin', 'no-cors', 'empty', OWN);
const IMAGE = from('same-origin', 'no-cors', 'image');
const STYLE = from('same-origin', 'no-cors', 'script');
const SIBLING = from('same-site', 'cors', 'empty', 'https://lab.example');
const FOREIGN = from('cross-site', 'cors', 'empty', 'https://evil.example');
const SENT = from('same-origin', 'navigate', 'document', OWN);
const SENT_WITHOUT_REFERRER = from('same-origin', 'navigate', 'document', 'null');
const SENT_FROM_SANDBOX = from('cross-site', 'navigate', 'document', 'null');
const SENT_FROM_ELSEWHERE = from('cross-site', 'navigate', 'document', 'https://evil.example');
const PAGE_CALL = from('same-origin', 'cors', 'empty', OWN);
const HALF = from('same-origin', null, null);

const CASES: readonly [string, Provenance, Record<Purpose, boolean>][] = [
  ['a client that is no browser', SCRIPT, { page: true, form: true, api: true }],
  ['an address typed', TYPED, { page: true, form: false, api: false }],
  ['a link of ours', CLICKED, { page: true, form: true, api: false }],
  ['a link from elsewhere', LINKED, { page: true, form: false, api: false }],
  ['a frame of the same origin', FRAMED, { page: false, form: false, api: false }],
  ['an embed', EMBEDDED, { page: false, form: false, api: false }],
  ['an object', OBJECT, { page: false, form: false, api: false }],
  ['fetch', FETCHED, { page: false, form: false, api: true }],
  ['fetch in mode same-origin', FETCHED_SAME, { page: false, form: false, api: true }],
  ['fetch in mode no-cors', NO_CORS, { page: false, form: false, api: false }],
  ['a beacon', BEACON, { page: false, form: false, api: false }],
  ['an image', IMAGE, { page: false, form: false, api: false }],
  ['a script tag', STYLE, { page: false, form: false, api: false }],
  ['fetch from a sibling host', SIBLING, { page: false, form: false, api: false }],
  ['fetch from another site', FOREIGN, { page: false, form: false, api: false }],
  ['a form of ours', SENT, { page: true, form: true, api: false }],
  [
    'a form of ours, its page sending no referrer',
    SENT_WITHOUT_REFERRER,
    { page: true, form: true, api: false }
  ],
  ['a form out of a sandbox', SENT_FROM_SANDBOX, { page: true, form: false, api: false }],
  ['a form from elsewhere', SENT_FROM_ELSEWHERE, { page: true, form: false, api: false }],
  ['a call of a hub page', PAGE_CALL, { page: false, form: false, api: true }],
  ['a browser that says half of it', HALF, { page: false, form: false, api: true }]
];

describe.each(CASES)('%s', (_title, provenance, allowed) => {
  it.each(['page', 'form', 'api'] as const)('for %s', purpose => {
    expect(mayUseCookie(purpose, provenance, OWN, true)).toBe(allowed[purpose]);
  });

  it('without the token changes nothing and reads no API', () => {
    expect(mayUseCookie('form', provenance, OWN, false)).toBe(false);
    expect(mayUseCookie('api', provenance, OWN, false)).toBe(false);
  });
});

it('judges origins as wholes', () => {
  for (const origin of ['http://hub.example', 'https://hub.example:8443', `${OWN}.evil.test`]) {
    expect(mayUseCookie('api', { ...SCRIPT, origin }, OWN, true)).toBe(false);
  }
});
