import fc from 'fast-check';

import { explain, mayDo } from './may-do.js';
import type { Action, Actor, Grant, GrantedPrivilege, Resource, Subject } from './types.js';

const kim: Actor = { id: 'kim', admin: false, groups: [] };
const bob: Actor = { id: 'bob', admin: false, groups: ['astro'] };
const ada: Actor = { id: 'ada', admin: true, groups: [] };

const thesis: Resource = { kind: 'volume', id: 'v1', ownerId: 'kim' };
const sdss: Resource = { kind: 'volume', id: 'v2', ownerId: null };
const image: Resource = { kind: 'image', id: 'i1', ownerId: 'kim' };
const domain: Resource = { kind: 'domain', id: 'd1', ownerId: null };

function grant(resource: Resource, subject: Subject, ...privileges: GrantedPrivilege[]): Grant {
  return { resource, subject, privileges, grantedBy: 'kim', grantedAt: '2026-01-01T00:00:00Z' };
}
const everyone: Subject = { kind: 'everyone', id: '' };
const toBob: Subject = { kind: 'user', id: 'bob' };
const toAstro: Subject = { kind: 'group', id: 'astro' };

const CASES: readonly [string, Actor, Action, Resource, Grant[], boolean][] = [
  ['an owner reads', kim, 'read', thesis, [], true],
  ['an owner writes', kim, 'write', thesis, [], true],
  ['an owner shares', kim, 'grant', thesis, [], true],
  ['an owner administers', kim, 'administer', thesis, [], true],
  ['a stranger does not read', bob, 'read', thesis, [], false],
  ['an administrator does not read what users own', ada, 'read', thesis, [], false],
  ['an administrator does not write what users own', ada, 'write', thesis, [], false],
  ['an administrator does not share what users own', ada, 'grant', thesis, [], false],
  ['an administrator administers what users own', ada, 'administer', thesis, [], true],
  ['a user administers nothing of others', bob, 'administer', thesis, [], false],
  ['who was granted reading reads', bob, 'read', thesis, [grant(thesis, toBob, 'read')], true],
  ['reading is not writing', bob, 'write', thesis, [grant(thesis, toBob, 'read')], false],
  ['who may write may read', bob, 'read', thesis, [grant(thesis, toBob, 'write')], true],
  ['sharing is not reading', bob, 'read', thesis, [grant(thesis, toBob, 'grant')], false],
  ['a group reads', bob, 'read', thesis, [grant(thesis, toAstro, 'read')], true],
  ['others are not in the group', kim, 'read', sdss, [grant(sdss, toAstro, 'read')], false],
  [
    'a group is no user of its name',
    { ...kim, id: 'astro' },
    'read',
    thesis,
    [grant(thesis, toAstro, 'read')],
    false
  ],
  ['everybody reads public data', bob, 'read', sdss, [grant(sdss, everyone, 'read')], true],
  ['nobody writes public data', bob, 'write', sdss, [grant(sdss, everyone, 'read')], false],
  ['data that is not public is not read', bob, 'read', sdss, [], false],
  ['administrators look after data volumes', ada, 'read', sdss, [], true],
  ['administrators write data volumes only when granted', ada, 'write', sdss, [], false],
  ['a grant on another resource is none', bob, 'read', thesis, [grant(sdss, toBob, 'read')], false],
  [
    'a grant on a thing of another kind is none',
    bob,
    'read',
    thesis,
    [grant({ ...thesis, kind: 'image' }, toBob, 'read')],
    false
  ],
  ['an owner uses his image', kim, 'use', image, [], true],
  ['an owner shares his image', kim, 'grant', image, [], true],
  ['an owner does not write into his image', kim, 'write', image, [], false],
  ['a volume is not used, also by its owner', kim, 'use', thesis, [], false],
  ['a stranger does not use an image', bob, 'use', image, [], false],
  ['an administrator does not use images of users', ada, 'use', image, [], false],
  ['a domain is used by grant', bob, 'use', domain, [grant(domain, everyone, 'use')], true],
  ['a domain is not used without', bob, 'use', domain, [], false]
];

describe('mayDo', () => {
  it.each(CASES)('%s', (_title, actor, action, resource, grants, expected) => {
    expect(mayDo(actor, action, resource, grants)).toBe(expected);
  });

  it('says through what', () => {
    const shared = grant(thesis, toBob, 'read');
    expect(explain(kim, 'read', thesis, [shared])).toEqual({ allowed: true, through: 'ownership' });
    expect(explain(ada, 'administer', thesis, [])).toEqual({
      allowed: true,
      through: 'administration'
    });
    expect(explain(bob, 'read', thesis, [shared])).toEqual({
      allowed: true,
      through: 'grant',
      grant: shared
    });
    expect(explain(bob, 'write', thesis, [shared])).toEqual({ allowed: false });
  });

  it('names the nearest of several grants: to oneself, then to a group, then to everyone', () => {
    const [open, group, own] = [everyone, toAstro, toBob].map(to => grant(thesis, to, 'read'));
    const named = (...grants: (Grant | undefined)[]) =>
      explain(
        bob,
        'read',
        thesis,
        grants.filter(given => given !== undefined)
      );
    expect(named(open, group, own)).toMatchObject({ grant: own });
    expect(named(open, group)).toMatchObject({ grant: group });
    expect(named(open)).toMatchObject({ grant: open });
  });

  it('names the one that allows it, not a nearer one that does not', () => {
    const [toAll, toHim] = [grant(thesis, everyone, 'write'), grant(thesis, toBob, 'read')];
    expect(explain(bob, 'write', thesis, [toHim, toAll])).toMatchObject({ grant: toAll });
  });
});

describe('for whatever users, resources and grants, mayDo', () => {
  const ids = fc.constantFrom('u1', 'u2', 'u3');
  const groups = fc.constantFrom('g1', 'g2');
  const privileges = fc.constantFrom<GrantedPrivilege>('read', 'write', 'grant', 'use');
  const kinds = fc.constantFrom<Resource['kind']>('volume', 'image', 'domain', 'root', 'database');
  const actors = fc.record({ id: ids, admin: fc.boolean(), groups: fc.uniqueArray(groups) });
  const resources = fc.record({
    kind: kinds,
    id: fc.constantFrom('r1', 'r2'),
    ownerId: fc.option(ids)
  });
  const actions = fc.constantFrom<Action>('read', 'write', 'grant', 'use', 'administer');
  const subjects = fc.oneof<fc.Arbitrary<Subject>[]>(
    ids.map(id => ({ kind: 'user', id })),
    groups.map(id => ({ kind: 'group', id })),
    fc.constant(everyone)
  );
  const grantsOf = fc.record({
    resource: fc.record({ kind: kinds, id: fc.constantFrom('r1', 'r2') }),
    subject: subjects,
    privileges: fc.uniqueArray(privileges),
    grantedBy: fc.option(ids),
    grantedAt: fc.constant('2026-01-01T00:00:00Z')
  });

  /** Whatever somebody wants to do with something, whatever was granted. */
  const always = (
    holds: (actor: Actor, action: Action, resource: Resource, grants: Grant[]) => void,
    among = actions
  ) => fc.assert(fc.property(actors, among, resources, fc.array(grantsOf), holds));

  it('gives nothing of another user without a grant', () => {
    fc.assert(
      fc.property(actors, actions, resources, (actor, action, resource) => {
        fc.pre(resource.ownerId !== null && resource.ownerId !== actor.id);
        expect(mayDo(actor, action, resource, [])).toBe(actor.admin && action === 'administer');
      })
    );
  });

  it('takes nothing away when a grant is added, wherever it stands', () => {
    fc.assert(
      fc.property(
        actors,
        actions,
        resources,
        fc.array(grantsOf),
        grantsOf,
        fc.nat(),
        (actor, action, resource, grants, added, place) => {
          fc.pre(mayDo(actor, action, resource, grants));
          const more = grants.toSpliced(place % (grants.length + 1), 0, added);
          expect(mayDo(actor, action, resource, more)).toBe(true);
        }
      )
    );
  });

  it.each(['g1', 'g2'])('takes exactly what came through the group %s when it is left', left => {
    always((actor, action, resource, grants) => {
      const outside = { ...actor, groups: actor.groups.filter(group => group !== left) };
      const rest = grants.filter(({ subject }) => subject.kind !== 'group' || subject.id !== left);
      expect(mayDo(outside, action, resource, grants)).toBe(mayDo(actor, action, resource, rest));
    });
  });

  it.each(['g1', 'g2'])('takes nothing away when the group %s is joined', joined => {
    always((actor, action, resource, grants) => {
      fc.pre(mayDo(actor, action, resource, grants));
      const inside = { ...actor, groups: [...actor.groups, joined] };
      expect(mayDo(inside, action, resource, grants)).toBe(true);
    });
  });

  it('explains an access by a grant that reaches the actor and gives it', () => {
    always((actor, action, resource, grants) => {
      const explanation = explain(actor, action, resource, grants);
      if ('grant' in explanation) {
        expect(grants).toContain(explanation.grant);
        expect(mayDo(actor, action, resource, [explanation.grant])).toBe(true);
      }
    });
  });

  it('does not care about grants on other resources', () => {
    always((actor, action, resource, grants) => {
      const relevant = grants.filter(
        ({ resource: other }) => other.kind === resource.kind && other.id === resource.id
      );
      expect(mayDo(actor, action, resource, grants)).toBe(mayDo(actor, action, resource, relevant));
    });
  });

  it('makes an administrator no reader of what users own', () => {
    always(
      (actor, action, resource, grants) => {
        fc.pre(resource.ownerId !== null);
        expect(mayDo({ ...actor, admin: true }, action, resource, grants)).toBe(
          mayDo({ ...actor, admin: false }, action, resource, grants)
        );
      },
      fc.constantFrom<Action>('read', 'write', 'grant', 'use')
    );
  });
});
