import { until } from '../../src/testing/until.js';
import { Harness, PASSWORD, type SignedInClient } from './harness.js';
import { type Mail, MailServer } from './mail-server.js';

const EMAIL = '/account/email';
const MINUTE_MS = 60_000;
const navigation = {
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document'
};

let server: MailServer;
let mails: readonly Mail[];
let harness: Harness;
let kim: SignedInClient;

beforeEach(async () => {
  server = new MailServer();
  mails = server.mails;
  const mail = await server.start();
  harness = await Harness.start({ whole: true, mail });
  await harness.parts.accounts.createUser({
    name: 'kim',
    email: 'old@example.org',
    admin: false,
    password: PASSWORD
  });
  kim = await harness.signedIn('kim');
  harness.parts.outbox?.start();
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.parts.outbox?.stop();
  await harness.stop();
  await server.stop();
});

const set = (email: string | null, currentPassword = PASSWORD, by = kim) =>
  by.api('PUT', EMAIL, { email, currentPassword });
const own = async () => (await kim.api('GET', EMAIL)).json();

async function linkIn(number: number): Promise<string> {
  const mail = await until(`mail ${number}`, () => mails[number]);
  return /http[^\s]+confirm-email\?token=[\w-]+/.exec(mail.text)?.[0] ?? '';
}

/** Follows a link as a browser does, and presses the button if there is one. */
async function follow(link: string, by: SignedInClient): Promise<number> {
  const path = link.replace(/^https?:\/\/[^/]+/, '');
  const page = await by.get(path, { headers: navigation });
  const field = (name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1] ?? '';
  if (page.status !== 200) {
    return page.status;
  }
  const form = new URLSearchParams({ _xsrf: field('_xsrf'), token: field('token') });
  const answer = await by.post('/hub/confirm-email', form, {
    headers: { ...navigation, origin: by.origin }
  });
  return answer.status;
}

describe('a user’s own e-mail address', () => {
  it('is another one once the letter to that was answered; the old one is told', async () => {
    expect(await own()).toEqual({
      address: 'old@example.org',
      confirmed: false,
      pending: null,
      sendsMail: true
    });
    const asked = await set('new@example.org');
    expect(asked.json()).toMatchObject({
      address: 'old@example.org',
      pending: { address: 'new@example.org' }
    });
    const link = await linkIn(0);
    expect(mails).toMatchObject([
      { to: 'new@example.org', subject: 'LabCommons: Confirm your e-mail address' }
    ]);
    expect(await follow(link, kim)).toBe(302);
    expect(await own()).toMatchObject({
      address: 'new@example.org',
      confirmed: true,
      pending: null
    });
    await until('the old address is told', () => mails.length === 2);
    expect(mails[1]).toMatchObject({
      to: 'old@example.org',
      subject: 'LabCommons: Your e-mail address was changed'
    });
    expect(await follow(link, kim)).toBe(404);
  });

  it('is not confirmed by opening the link alone, by others, or too late', async () => {
    await set('new@example.org');
    const link = await linkIn(0);
    await until('off the record', () => harness.rows('mail_outbox').length === 0);
    const path = link.replace(/^https?:\/\/[^/]+/, '');
    const before = harness.digest();
    expect((await kim.get(path, { headers: navigation })).text).toContain('new@example.org');
    expect((await harness.stranger().get(path, { headers: navigation })).status).toBe(302);
    expect(harness.digest()).toBe(before);
    const ana = await harness.signedIn('ana');
    expect(await follow(link, ana)).toBe(404);
    await set('ana@example.org', PASSWORD, ana);
    expect(await follow(link, ana)).toBe(404);
    harness.advance(24 * 60 * MINUTE_MS);
    expect(await follow(link, kim)).toBe(404);
    expect((await own()).address).toBe('old@example.org');
  });

  it('needs the password, a page’s own request, and an address', async () => {
    const token = await harness.withToken('kim');
    const before = harness.digest();
    expect((await set('new@example.org', 'wrong password')).json().type).toBe(
      '/problems/wrong-password'
    );
    expect((await set('not an address')).status).toBe(400);
    expect((await set('new@example.org', PASSWORD, token)).status).toBe(403);
    expect((await token.api('GET', EMAIL)).status).toBe(403);
    expect((await harness.stranger().api('GET', EMAIL)).status).toBe(401);
    expect(harness.digest()).toBe(before);
    expect(mails).toEqual([]);
  });

  it('gets one letter a minute, of which the last one counts', async () => {
    await set('first@example.org');
    const first = await linkIn(0);
    expect((await set('second@example.org')).json().type).toBe('/problems/too-many-requests');
    harness.advance(MINUTE_MS + 1000);
    await set('second@example.org');
    const second = await linkIn(1);
    expect(await follow(first, kim)).toBe(404);
    expect(await follow(second, kim)).toBe(302);
    expect((await own()).address).toBe('second@example.org');
  });

  it('is removed at once, and that is told to it', async () => {
    expect((await set(null)).json()).toMatchObject({ address: null, confirmed: false });
    await until('told', () => mails.length === 1);
    expect(mails[0]?.to).toBe('old@example.org');
  });
});

it('is set at once, unconfirmed, where no mail is sent', async () => {
  const silent = await Harness.start({ whole: true });
  const ana = await silent.signedIn('ana');
  expect((await set('ana@example.org', PASSWORD, ana)).json()).toEqual({
    address: 'ana@example.org',
    confirmed: false,
    pending: null,
    sendsMail: false
  });
  expect(silent.rows('mail_outbox')).toEqual([]);
  await silent.stop();
});
