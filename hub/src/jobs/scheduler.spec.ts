import fc from 'fast-check';

import { orderOfSubmission, type QueueSnapshot } from './scheduler.js';

const small = { id: 'small', runningJobs: 3, runningJobsPerUser: 2 };

const snapshot = (
  waiting: [id: string, owner: string, domain?: string][],
  running: string[] = []
): QueueSnapshot => ({
  closed: null,
  domains: [small, { id: 'big', runningJobs: 1, runningJobsPerUser: 1 }],
  running: running.map(owner => ({ domain: 'small', owner })),
  waiting: waiting.map(([id, owner, domain = 'small']) => ({ id, owner, domain }))
});

describe('orderOfSubmission', () => {
  it('starts in order of submission until the domain is full', () => {
    const decided = orderOfSubmission(
      snapshot([
        ['1', 'ana'],
        ['2', 'bo'],
        ['3', 'cy'],
        ['4', 'di'],
        ['5', 'eva']
      ])
    );
    expect(decided.start).toEqual(['1', '2', '3']);
    expect(decided.waiting).toEqual([
      { job: '4', position: 1, why: 'All 3 places are taken' },
      { job: '5', position: 2, why: 'All 3 places are taken' }
    ]);
  });

  it('lets others pass who is at the limit per user', () => {
    const decided = orderOfSubmission(
      snapshot([
        ['1', 'ana'],
        ['2', 'ana'],
        ['3', 'ana'],
        ['4', 'bo']
      ])
    );
    expect(decided.start).toEqual(['1', '2', '4']);
    expect(decided.waiting).toEqual([
      { job: '3', position: 1, why: 'You may run 2 jobs at once here' }
    ]);
  });

  it('counts what runs already', () => {
    const decided = orderOfSubmission(snapshot([['1', 'ana']], ['ana', 'ana']));
    expect(decided.start).toEqual([]);
  });

  it('keeps domains apart and says when one is gone', () => {
    const decided = orderOfSubmission(
      snapshot(
        [
          ['1', 'ana', 'big'],
          ['2', 'bo', 'gone']
        ],
        ['ana', 'bo', 'cy']
      )
    );
    expect(decided.start).toEqual(['1']);
    expect(decided.waiting[0]).toMatchObject({ job: '2', position: 1 });
    expect(decided.waiting[0]?.why).toContain('gone');
  });

  const users = fc.constantFrom('ana', 'bo', 'cy');
  const domains = fc.constantFrom('small', 'big', 'gone');
  const arbitrary = fc.record({
    running: fc.array(fc.record({ domain: domains, owner: users }), { maxLength: 6 }),
    waiting: fc
      .array(fc.record({ domain: domains, owner: users }), { maxLength: 20 })
      .map(jobs => jobs.map((job, index) => ({ ...job, id: String(index).padStart(3, '0') })))
  });

  it('decides about each job once, passes no limit and leaves no place free that a job could take', () => {
    fc.assert(
      fc.property(arbitrary, ({ running, waiting }) => {
        const all = { ...snapshot([]), running, waiting };
        const decided = orderOfSubmission(all);
        const ids = [...decided.start, ...decided.waiting.map(({ job }) => job)].sort();
        expect(ids).toEqual(waiting.map(({ id }) => id));
        const starting = waiting.filter(({ id }) => decided.start.includes(id));
        const occupied = [...running, ...starting];
        for (const domain of all.domains) {
          const here = occupied.filter(job => job.domain === domain.id);
          const before = running.filter(job => job.domain === domain.id);
          expect(here.length).toBeLessThanOrEqual(Math.max(domain.runningJobs, before.length));
          for (const owner of ['ana', 'bo', 'cy']) {
            const his = here.filter(job => job.owner === owner).length;
            const hisBefore = before.filter(job => job.owner === owner).length;
            expect(his).toBeLessThanOrEqual(Math.max(domain.runningJobsPerUser, hisBefore));
            const waits = waiting.some(
              job =>
                job.domain === domain.id && job.owner === owner && !decided.start.includes(job.id)
            );
            const hasRoom = here.length < domain.runningJobs && his < domain.runningJobsPerUser;
            expect(waits && hasRoom).toBe(false);
          }
        }
      })
    );
  });

  it('numbers the places of each domain from 1 without a gap', () => {
    fc.assert(
      fc.property(arbitrary, ({ running, waiting }) => {
        const decided = orderOfSubmission({ ...snapshot([]), running, waiting });
        for (const domain of ['small', 'big', 'gone']) {
          const places = decided.waiting
            .filter(({ job }) => waiting.find(({ id }) => id === job)?.domain === domain)
            .map(({ position }) => position);
          expect(places).toEqual(places.map((_, index) => index + 1));
        }
      })
    );
  });
});
