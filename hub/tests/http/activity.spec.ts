import type { Activity } from '../../contract/activity.js';
import { Harness, type SignedInClient, TABLES } from './harness.js';

let harness: Harness;
let kim: SignedInClient;
let eve: SignedInClient;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  [kim, eve] = [await harness.withToken('kim'), await harness.withToken('eve')];
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

function act(client: SignedInClient, detail: string): void {
  harness.parts.activity.record({
    actorId: client.user.id,
    action: 'volume.create',
    resource: { kind: 'volume', id: detail },
    outcome: 'done',
    detail
  });
}

async function read(client: SignedInClient, query = ''): Promise<Activity[]> {
  const answer = await client.api('GET', `/activity${query}`);
  expect(answer.status).toBe(200);
  return answer.json().items;
}
const details = (items: Activity[]) =>
  items.filter(({ action }) => action === 'volume.create').map(({ detail }) => detail);

describe('activity', () => {
  it('is read by whom it concerns', async () => {
    act(kim, 'by kim');
    act(eve, 'by eve');
    expect(details(await read(kim))).toEqual(['by kim']);
    expect(details(await read(eve))).toEqual(['by eve']);
    const [own] = await read(kim);
    expect(own).toMatchObject({ actor: { name: 'kim' }, resource: { id: 'by kim' } });
  });

  it('is read whole by administrators, but not with the token of a JupyterLab page', async () => {
    act(kim, 'by kim');
    const root = await harness.signedIn('root', { admin: true });
    expect(details(await read(root))).toEqual(['by kim']);
    const inLab = await harness.withToken('root');
    const scope = `custom:labcommons!user=root`;
    inLab.headers['authorization'] = `Bearer ${harness.apiToken(inLab.user, [scope])}`;
    expect(details(await read(inLab))).toEqual([]);
    // Being an administrator counts at the moment of reading.
    const signedIn = await harness.signedIn('kim');
    expect((await read(signedIn)).every(({ actor }) => actor?.name === 'kim')).toBe(true);
  });

  it('is filtered, turned round and paged', async () => {
    ['a', 'b', 'c'].forEach(detail => act(kim, detail));
    expect(details(await read(kim, '?text=b&kind=volume&actor=kim'))).toEqual(['b']);
    expect(details(await read(kim, '?resource=volume:c'))).toEqual(['c']);
    expect(await read(kim, '?actor=eve')).toEqual([]);
    expect(await read(kim, '?until=2020-01-01T00:00:00Z')).toEqual([]);
    const first = (await kim.api('GET', '/activity?kind=volume&order=oldest&limit=2')).json();
    const second = (
      await kim.api('GET', `/activity?kind=volume&order=oldest&limit=2&cursor=${first.nextCursor}`)
    ).json();
    const all = details([...first.items, ...second.items]);
    expect(all.slice(-3)).toEqual(['a', 'b', 'c']);
  });

  it('is a table for a spreadsheet, of the reader’s own acts', async () => {
    act(kim, '=1+1');
    act(eve, 'by eve');
    const answer = await kim.api('GET', '/activity?kind=volume&text=1', undefined, {
      headers: { accept: 'text/csv' }
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename=activity.csv');
    const [head, line, ...rest] = answer.text.split('\r\n');
    expect(head).toMatch(/^"at","actor",/);
    expect(line).toMatch(/,"kim","volume.create","volume","'=1\+1","done","'=1\+1",""$/);
    expect(rest).toEqual(['']);
  });

  it.each(['?cursor=x', '?since=yesterday', '?resource=job', '?limit=201', '?order=up', '?q=1'])(
    'is not understood with %s',
    async query => {
      expect((await kim.api('GET', `/activity${query}`)).status).toBe(400);
    }
  );

  it('is not for strangers, and reading it changes nothing', async () => {
    expect((await harness.stranger().api('GET', '/activity')).status).toBe(401);
    const before = harness.digest([...TABLES, 'activity', 'activity_concerns']);
    await read(kim);
    expect(harness.digest([...TABLES, 'activity', 'activity_concerns'])).toBe(before);
  });
});
