import { bundle, letterOf } from './letters.js';
import type { OutboxRow } from './outbox-store.js';

const row = (id: string, more: Partial<OutboxRow> = {}): OutboxRow => ({
  id,
  userId: 'kim',
  notificationId: id,
  digest: false,
  title: `Title ${id}`,
  body: '',
  createdAt: '',
  dueAt: '',
  attempts: 0,
  address: null,
  ...more
});
const kim = { name: 'Kim', address: 'kim@example.org' };
const site = { name: 'LabCommons', url: 'https://hub.example.org/hub/' };

describe('letters', () => {
  it('go out one by one, digests by user', () => {
    const rows = [
      row('1'),
      row('2', { digest: true }),
      row('3', { digest: true, userId: 'eve' }),
      row('4', { digest: true }),
      row('5')
    ];
    expect(bundle(rows).map(rowsOfOne => rowsOfOne.map(({ id }) => id))).toEqual([
      ['1'],
      ['2', '4'],
      ['3'],
      ['5']
    ]);
  });

  it('say what happened, and why they come', () => {
    expect(letterOf([row('1', { body: 'Cell 4: ValueError' })], kim, site)).toEqual({
      id: '1',
      to: kim,
      subject: 'LabCommons: Title 1',
      text:
        'Title 1\nCell 4: ValueError\n\n' +
        '-- \nYou get this because you chose so at LabCommons, https://hub.example.org/hub/\n'
    });
  });

  it('of a day hold all of it', () => {
    const letter = letterOf([row('1', { digest: true }), row('2', { digest: true })], kim, {
      ...site,
      url: null
    });
    expect(letter.subject).toBe('LabCommons: 2 notifications of the day');
    expect(letter.text).toBe(
      'Title 1\n\nTitle 2\n\n-- \nYou get this because you chose so at LabCommons\n'
    );
  });

  it('have one line as their subject, and not a long one', () => {
    const title = `“a”\r\nBcc: eve@example.org\0${'x'.repeat(500)}`;
    const { subject } = letterOf([row('1', { title })], kim, site);
    expect(subject).toMatch(/^LabCommons: “a” Bcc: eve@example.org x+…$/);
    expect(subject).toHaveLength(150);
  });
});
