import { monotonicFactory } from 'ulid';

import { Database } from '../sqlite/database.js';
import { until } from '../testing/until.js';
import { Outbox } from './outbox.js';
import { type Letter, LetterRefused } from './ports.js';

const HOUR_MS = 3600_000;

describe('the outbox', () => {
  let database: Database;
  let now: Date;
  let sent: Letter[];
  let failure: ((letter: Letter) => unknown) | null;
  let warnings: string[];
  const addresses = new Map<string, string>();
  const newId = monotonicFactory();

  const outboxOf = () =>
    new Outbox({
      database,
      transport: {
        send: async letter => {
          const error = failure?.(letter);
          if (error) {
            throw error;
          }
          sent.push(letter);
        }
      },
      addressOf: id => (addresses.has(id) ? { name: id, address: addresses.get(id) ?? '' } : null),
      site: { name: 'Lab', url: null },
      clock: () => now,
      newId,
      log: { warn: (_fields, message) => void warnings.push(message) }
    });
  let outbox: Outbox;

  beforeEach(() => {
    database = new Database(':memory:');
    for (const id of ['kim', 'eve']) {
      database
        .prepare(`INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, ?, '')`)
        .run(id, id, id);
      addresses.set(id, `${id}@example.org`);
    }
    now = new Date('2026-01-01T12:00:00Z');
    [sent, warnings, failure] = [[], [], null];
    outbox = outboxOf();
  });
  afterEach(async () => {
    await outbox.stop();
    database.close();
  });

  const told = (title: string) => ({ id: title, title, body: '' });
  const subjects = () => sent.map(({ subject, to }) => `${to.name} ${subject}`);
  const waiting = () =>
    database.prepare<[], { n: number }>('SELECT count(*) AS n FROM mail_outbox').get()?.n;

  it('sends at once what is to be told at once, and only that', async () => {
    outbox.put('kim', told('a'), 'atOnce');
    outbox.put('kim', told('b'), 'daily');
    await outbox.sendDue();
    await outbox.sendDue();
    expect(subjects()).toEqual(['kim Lab: a']);
    expect(waiting()).toBe(1);
  });

  it('sends the digest of each user as one letter, at its time, without what was dismissed', async () => {
    for (const title of ['a', 'b', 'c']) {
      outbox.put('kim', told(title), 'daily');
    }
    outbox.put('eve', told('d'), 'daily');
    outbox.drop('b');
    now = new Date('2026-01-02T06:00:00Z');
    await outbox.sendDue();
    expect(subjects()).toEqual([
      'eve Lab: 1 notification of the day',
      'kim Lab: 2 notifications of the day'
    ]);
    expect(sent[1]?.text).toMatch(/^a\n\nc\n\n-- /);
  });

  it('does not take back what is to be told at once', async () => {
    outbox.put('kim', told('a'), 'atOnce');
    outbox.drop('a');
    await outbox.sendDue();
    expect(subjects()).toEqual(['kim Lab: a']);
  });

  it('forgets nothing when the hub is killed, and knows a second copy by its id', async () => {
    outbox.put('kim', told('a'), 'atOnce');
    // The hub dies after the mail server took the letter and before that is on record.
    let arrived: Letter | null = null;
    failure = letter => {
      arrived = letter;
      return new Error('killed');
    };
    await outbox.sendDue();
    failure = null;
    now = new Date(now.getTime() + HOUR_MS);
    outbox = outboxOf();
    await outbox.sendDue();
    expect(sent).toEqual([arrived]);
    expect(waiting()).toBe(0);
  });

  it('keeps nothing of what was rolled back', () => {
    expect(() =>
      database.transaction(() => {
        outbox.put('kim', told('a'), 'atOnce');
        throw new Error('stop');
      })
    ).toThrow('stop');
    expect(waiting()).toBe(0);
  });

  it('tries again later when the server cannot be spoken to, longer from time to time', async () => {
    outbox.put('kim', told('a'), 'atOnce');
    outbox.put('eve', told('b'), 'atOnce');
    let attempts = 0;
    failure = () => {
      attempts += 1;
      return new Error('ECONNREFUSED');
    };
    await outbox.sendDue();
    expect(attempts).toBe(1);
    now = new Date(now.getTime() + 59_000);
    await outbox.sendDue();
    // The other letter had its turn; the first one waits.
    expect(attempts).toBe(2);
    failure = null;
    now = new Date(now.getTime() + 120_000);
    await outbox.sendDue();
    expect(subjects().sort()).toEqual(['eve Lab: b', 'kim Lab: a']);
  });

  it('lets go of what the server refuses for good, and goes on with the rest', async () => {
    for (const title of ['never', 'later', 'fine']) {
      outbox.put('kim', told(title), 'atOnce');
    }
    failure = ({ subject }) =>
      subject.endsWith('never')
        ? new LetterRefused('550', true, { cause: null })
        : subject.endsWith('later')
          ? new LetterRefused('450', false, { cause: null })
          : null;
    await outbox.sendDue();
    expect(subjects()).toEqual(['kim Lab: fine']);
    expect(waiting()).toBe(1);
  });

  it('gives up after five days', async () => {
    outbox.put('kim', told('a'), 'atOnce');
    failure = () => new Error('ECONNREFUSED');
    now = new Date(now.getTime() + 5 * 24 * HOUR_MS + 1);
    await outbox.sendDue();
    expect(waiting()).toBe(0);
    expect(warnings).toContain('mail: given up');
  });

  it('drops what is for nobody', async () => {
    addresses.delete('kim');
    outbox.put('kim', told('a'), 'atOnce');
    outbox.put('eve', told('b'), 'atOnce');
    await outbox.sendDue();
    expect(subjects()).toEqual(['eve Lab: b']);
    expect(waiting()).toBe(0);
  });

  it('wakes for what is put in, once that is safe', async () => {
    outbox.start();
    database.transaction(() => outbox.put('kim', told('a'), 'atOnce'));
    await until('sent', () => sent.length === 1);
    outbox.put('kim', told('b'), 'atOnce');
    await until('sent', () => sent.length === 2);
  });
});
