import { NotificationKind } from '../../contract/notifications.js';
import { until } from '../../src/testing/until.js';
import { Harness, PASSWORD, type SignedInClient, TABLES } from './harness.js';
import { MailServer } from './mail-server.js';

const PREFERENCES = '/me/notification-preferences';
const ALL_OFF = Object.fromEntries(NotificationKind.options.map(kind => [kind, 'off']));

describe('e-mail', () => {
  let server: MailServer;
  let harness: Harness;
  let kim: SignedInClient;

  beforeEach(async () => {
    server = new MailServer();
    const mail = await server.start();
    harness = await Harness.start({ whole: true, mail });
    await harness.parts.accounts.createUser({
      name: 'kim',
      email: 'kim@example.org',
      admin: false,
      password: PASSWORD
    });
    kim = await harness.withToken('kim');
  });
  afterEach(async () => {
    expect(harness.internalErrors).toEqual([]);
    await harness.parts.outbox?.stop();
    await harness.stop();
    await server.stop();
  });

  const subjects = () => server.mails.map(({ to, subject }) => `${to} ${subject}`);
  const tell = (title: string, kind: NotificationKind = 'share') =>
    harness.parts.notifications.notify(kim.user.id, { kind, title, body: '', resource: null });
  const choose = async (kinds: object) => {
    const answer = await kim.api('PUT', PREFERENCES, { kinds });
    expect(answer.status).toBe(200);
    return answer.json();
  };

  it('comes to nobody who did not choose it', async () => {
    expect((await kim.api('GET', PREFERENCES)).json()).toEqual({
      sendsMail: true,
      address: 'kim@example.org',
      kinds: ALL_OFF
    });
    tell('a');
    expect(harness.rows('mail_outbox')).toEqual([]);
  });

  it('comes at once, in the digest, or no longer, by kind', async () => {
    harness.parts.outbox?.start();
    const chosen = { share: 'atOnce', jobFailed: 'daily' };
    expect((await choose(chosen)).kinds).toEqual({ ...ALL_OFF, ...chosen });
    tell('shared');
    tell('fit failed', 'jobFailed');
    tell('invited', 'invitation');
    await until('sent and off the record', () => harness.rows('mail_outbox').length === 1);
    expect(subjects()).toEqual(['kim@example.org LabCommons: shared']);
    harness.advance(24 * 3600_000);
    await harness.parts.outbox?.sendDue();
    expect(subjects().slice(1)).toEqual(['kim@example.org LabCommons: 1 notification of the day']);
    expect((await choose({ share: 'daily' })).kinds).toEqual({ ...ALL_OFF, share: 'daily' });
    tell('fit failed', 'jobFailed');
    expect(harness.rows('mail_outbox')).toEqual([]);
  });

  it('of the day leaves out what was dismissed', async () => {
    await choose({ share: 'daily' });
    tell('a');
    expect(harness.rows('mail_outbox')).toHaveLength(1);
    await kim.api('POST', '/notifications/dismiss', { all: true });
    expect(harness.rows('mail_outbox')).toEqual([]);
  });

  it('does not hold up what it tells of, though the mail server is away', async () => {
    await choose({ share: 'atOnce' });
    await server.stop();
    harness.parts.outbox?.start();
    tell('a');
    expect((await kim.api('GET', '/notifications')).json().items).toHaveLength(1);
    await until('tried', () => (harness.rows('mail_outbox')[0] as { attempts: number }).attempts);
    expect(harness.rows('mail_outbox')).toHaveLength(1);
  });

  it.each([{ kinds: { share: 'hourly' } }, { kinds: { gossip: 'off' } }, {}, { share: 'off' }])(
    'is not chosen by %j',
    async body => {
      const before = harness.digest(TABLES);
      expect((await kim.api('PUT', PREFERENCES, body)).status).toBe(400);
      expect(harness.digest(TABLES)).toBe(before);
    }
  );

  it('is chosen for oneself', async () => {
    const eve = await harness.withToken('eve');
    await eve.api('PUT', PREFERENCES, { kinds: { share: 'atOnce' } });
    expect((await kim.api('GET', PREFERENCES)).json().kinds).toEqual(ALL_OFF);
    expect((await eve.api('GET', PREFERENCES)).json().address).toBeNull();
  });
});

it('is said to be absent where there is no mail server', async () => {
  const harness = await Harness.start({ whole: true });
  const kim = await harness.withToken('kim');
  const answer = await kim.api('PUT', PREFERENCES, { kinds: { share: 'atOnce' } });
  expect(answer.json().sendsMail).toBe(false);
  harness.parts.notifications.notify(kim.user.id, {
    kind: 'share',
    title: 'a',
    body: '',
    resource: null
  });
  expect(harness.rows('mail_outbox')).toEqual([]);
  await harness.stop();
});
