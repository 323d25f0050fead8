/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import type { Link } from '../../../hub/contract/links';
import { FakeEvents } from '../../testing/fake-events';
import { fakeFetch, json, problem } from '../../testing/fake-fetch';
import { groupId } from '../../testing/sample-groups';
import { LinkForm, type LinkSubject } from './link-form';
import { LinksModel } from './links-model';

const trans = nullTranslator.load('labcommons');
const NOW = new Date(2026, 10, 21, 15, 0);
const FILE = { volume: 'Storage/kim/thesis', path: 'a.csv' };

const LINK: Link = {
  id: groupId(950),
  kind: 'file',
  name: 'a.csv',
  ...FILE,
  state: 'live',
  reason: null,
  hasPassword: true,
  expiresAt: new Date(2026, 11, 1, 12, 0).toISOString(),
  downloads: 1,
  maxDownloads: 5,
  lastDownloadAt: null,
  createdAt: '2026-11-20T10:00:00Z',
  version: 1,
  url: 'https://hub.example.org/hub/l/x'
};

function formOf(subject: LinkSubject, times = { defaultDays: 30, longestDays: 365 }) {
  const { asked, client } = fakeFetch(() => json(LINK));
  const form = new LinkForm({ client, subject, times, now: () => NOW, trans });
  return { asked, form };
}

describe('a link that is to be made', () => {
  it('has what the site offers, to the end of its last day', async () => {
    const { asked, form } = formOf({ kind: 'new', file: FILE });
    expect([form.expiresOn, form.earliest, form.latest]).toEqual([
      '2026-12-21',
      '2026-11-21',
      '2027-11-20'
    ]);
    expect((await form.send())?.id).toBe(LINK.id);
    expect(asked[0]?.body).toEqual({
      ...FILE,
      expiresAt: new Date(2026, 11, 21, 23, 59, 59).toISOString()
    });
    expect(form.link?.url).toBe(LINK.url);
  });

  it('is never offered for longer than there may be', () => {
    const { form } = formOf({ kind: 'new', file: FILE }, { defaultDays: 7, longestDays: 7 });
    expect(form.expiresOn).toBe('2026-11-27');
  });

  it('is not sent with mistakes, which are said once it was tried', async () => {
    const { asked, form } = formOf({ kind: 'new', file: FILE });
    form.expiresOn = '2030-01-01';
    form.maxDownloads = 'many';
    form.hasPassword = true;
    expect(form.mistakes).toEqual({});
    expect(await form.send()).toBeNull();
    expect(Object.keys(form.mistakes).sort()).toEqual(['expiresOn', 'maxDownloads', 'password']);
    expect(asked).toEqual([]);
  });
});

describe('a link that is to be changed', () => {
  it.each([
    ['nothing', {}, { maxDownloads: 5 }],
    ['its limit', { maxDownloads: '' }, { maxDownloads: null }],
    ['its password', { password: 'open, sesame' }, { maxDownloads: 5, password: 'open, sesame' }],
    ['that it has a password', { hasPassword: false }, { maxDownloads: 5, password: null }],
    [
      'its last day',
      { expiresOn: '2026-12-02' },
      { maxDownloads: 5, expiresAt: new Date(2026, 11, 2, 23, 59, 59).toISOString() }
    ]
  ])('is sent with %s', async (_what, change, body) => {
    const { asked, form } = formOf({ kind: 'made', link: LINK });
    Object.assign(form, change);
    expect((await form.send())?.id).toBe(LINK.id);
    expect(asked).toMatchObject([{ method: 'PATCH', path: `/links/${LINK.id}`, body }]);
    expect(Object.keys(asked[0]?.body as object)).toEqual(
      expect.arrayContaining(Object.keys(body))
    );
    expect(Object.keys(asked[0]?.body as object)).toHaveLength(Object.keys(body).length);
  });
});

describe('my links', () => {
  const settled = () => new Promise(resolve => setTimeout(resolve, 0));
  async function modelWith(links: Link[]) {
    let isBroken = false;
    const { asked, client } = fakeFetch(() =>
      isBroken ? problem('hub-unavailable', 503) : json({ items: links, nextCursor: null })
    );
    const events = new FakeEvents();
    const model = new LinksModel(client, events);
    while (model.state.kind === 'loading') await settled();
    return { asked, events, model, breakHub: () => (isBroken = true) };
  }
  const { url: _url, ...SUMMARY } = LINK;

  it('count downloads as they happen, and keep the address that events leave out', async () => {
    const { events, model } = await modelWith([LINK]);
    const body = { ...SUMMARY, downloads: 2 };
    events.received.emit({ type: 'link', id: LINK.id, version: 1, body });
    expect(model.state).toMatchObject({ links: [{ downloads: 2, url: LINK.url }] });
    events.received.emit({ type: 'linkDeleted', id: LINK.id, version: 2 });
    expect(model.state).toMatchObject({ links: [] });
  });

  it('are read again for one that is new, and when access has changed', async () => {
    const { asked, events } = await modelWith([]);
    events.received.emit({ type: 'link', id: LINK.id, version: 1, body: SUMMARY });
    events.received.emit({ type: 'grantsChanged', resource: { kind: 'volume', id: 'x' } });
    await settled();
    expect(asked).toHaveLength(3);
  });

  it('stay as they were while the hub is out of reach', async () => {
    const { model, breakHub } = await modelWith([LINK]);
    breakHub();
    await model.read();
    expect(model.state).toMatchObject({ kind: 'ready', links: [{ id: LINK.id }] });
  });
});
