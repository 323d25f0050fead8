import type { Hub } from '../../src/hub.js';
import { Harness, type SignedInClient } from './harness.js';

const CREATED = '2026-01-01T00:00:00.000Z';

describe('a volume in use', () => {
  let harness: Harness;
  let hub: Hub;
  let kim: SignedInClient;
  let sam: SignedInClient;
  let id: string;

  beforeEach(async () => {
    harness = await Harness.start({ whole: true });
    hub = harness.parts as unknown as Hub;
    kim = await harness.withToken('kim');
    sam = await harness.withToken('sam');
    ({ id } = (await kim.api('POST', '/volumes', { root: 'Storage', name: 'thesis' })).json());
  });
  afterEach(async () => {
    await hub.editor.settled();
    await hub.counter.close();
    await harness.stop();
    expect(harness.internalErrors).toEqual([]);
  });

  const run = (sql: string, values: Record<string, string | null>) =>
    harness.parts.database.prepare<[Record<string, string | null>]>(sql).run(values);

  function server(state: string, startedAt: string | null): void {
    run(
      `INSERT INTO servers (id, owner_id, name, kind, state, domain, image, created_at, started_at)
       VALUES ('s', @owner, '', 'lab', @state, 'small', 'x', @at, @startedAt)`,
      { owner: kim.user.id, state, at: CREATED, startedAt }
    );
  }

  function job(owner: SignedInClient, state: string, volume: string): void {
    const jobs = hub.volumes.at(`Temporary/${owner.user.name}/jobs`);
    run(
      `INSERT INTO jobs (id, owner_id, domain, kind, name, spec, state, notebook_sha256, working_volume, created_at)
       VALUES ('j', @owner, 'small', 'notebook', 'Fit all', @spec, @state, '', @working, @at)`,
      {
        owner: owner.user.id,
        spec: JSON.stringify({ volumes: [{ volume, access: 'read' }] }),
        state,
        working: jobs?.id ?? null,
        at: CREATED
      }
    );
  }

  const remove = () => kim.api('DELETE', `/volumes/${id}`);
  const future = () => new Date(Date.now() + 60_000).toISOString();

  it.each([
    ['starting', null],
    ['running', future()],
    ['stopping', future()]
  ])('by a server that is %s stays', async (state, startedAt) => {
    server(state, startedAt);
    const answer = await remove();
    expect(answer.status).toBe(409);
    expect(answer.json()).toMatchObject({
      detail:
        'Storage/kim/thesis is in use by the server “JupyterLab” (unmount it there or stop it)'
    });
    expect((await kim.api('GET', `/volumes/${id}`)).status).toBe(200);
  });

  it.each([
    ['stopped', future()],
    ['failed', future()],
    ['running', CREATED]
  ])('is not what a server has that is %s since %s', async (state, startedAt) => {
    server(state, startedAt);
    if (startedAt === CREATED) {
      hub.mounts.noteContainer('s', []);
    }
    expect((await remove()).status).toBe(204);
  });

  it.each(['held', 'queued', 'starting', 'running', 'finishing'])(
    'by a job that is %s stays',
    async state => {
      job(kim, state, 'Storage/kim/thesis');
      expect((await remove()).json()).toMatchObject({
        detail: 'Storage/kim/thesis is in use by the job “Fit all”'
      });
      const renamed = await kim.api('PATCH', `/volumes/${id}`, { name: 'other' });
      expect(renamed.status).toBe(409);
    }
  );

  it('by somebody else’s job stays, and the name of that is not told', async () => {
    job(sam, 'running', id);
    expect((await remove()).json()).toMatchObject({
      detail: 'Storage/kim/thesis is in use by a job of sam'
    });
  });

  it.each(['succeeded', 'failed', 'cancelled'])(
    'is not what a job has that has %s',
    async state => {
      job(kim, state, 'Storage/kim/thesis');
      expect((await remove()).status).toBe(204);
    }
  );
});
