import { useEffect, useId, useState, type FormEvent } from 'react';

import type { Privilege, SubjectRef } from '../../../contract/grants.js';
import { findUsers, listGroups, mayDoInGroup, type Group } from '../../../contract/groups.js';
import type { HubApi } from '../hub-api.js';
import { Failure } from '../ui/Failure.js';
import { useSending } from '../ui/use-sending.js';
import type { SiteResource } from './ResourceAccess.js';

interface Props {
  readonly resource: SiteResource;
  readonly api: HubApi;
  readonly grant: (subject: SubjectRef, privileges: readonly Privilege[]) => Promise<void>;
}

type To = 'user' | 'group' | 'everyone';

type Levels = readonly (readonly [words: string, privileges: readonly Privilege[]])[];

/** How far each kind of thing can be granted; nothing is asked where there is one way only. */
const LEVELS: Record<SiteResource['kind'], Levels> = {
  image: [['use it', ['use']]],
  domain: [['use it', ['use']]],
  root: [
    ['make volumes', ['use']],
    ['make volumes and let others', ['use', 'grant']]
  ],
  volume: [
    ['read', ['read']],
    ['read and write', ['read', 'write']],
    ['read, write and share', ['read', 'write', 'grant']]
  ]
};

/** Names that begin like the text, while it is typed. */
function useFound(api: HubApi, text: string): readonly { name: string; displayName: string }[] {
  const [found, setFound] = useState<readonly { name: string; displayName: string }[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    const q = text.trim();
    const timer = setTimeout(() => {
      const answer =
        q === ''
          ? Promise.resolve({ items: [] })
          : api.call(findUsers, { query: { q }, signal: stop.signal });
      answer.then(({ items }) => setFound(items)).catch(() => setFound([]));
    }, 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [api, text]);
  return found;
}

/** The groups that the administrator may share with: those that he is in. */
function useGroups(api: HubApi): readonly Group[] {
  const [groups, setGroups] = useState<readonly Group[]>([]);
  useEffect(() => {
    api
      .call(listGroups, { query: { limit: 200 } })
      .then(({ items }) => setGroups(items.filter(group => mayDoInGroup(group, 'share'))))
      .catch(() => setGroups([]));
  }, [api]);
  return groups;
}

/** Asks to whom, and how far. */
export function GrantForm({ resource, api, grant }: Props) {
  const id = useId();
  const [to, setTo] = useState<To>('user');
  const [name, setName] = useState('');
  const [group, setGroup] = useState('');
  const [level, setLevel] = useState(0);
  const [state, send] = useSending();
  const found = useFound(api, name);
  const groups = useGroups(api);
  const levels = LEVELS[resource.kind];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const subject: SubjectRef =
      to === 'everyone'
        ? { kind: to, id: '' }
        : {
            kind: to,
            id: to === 'user' ? name.trim().toLowerCase() : group || (groups[0]?.id ?? '')
          };
    void send(() => grant(subject, levels[level]?.[1] ?? []));
  };

  return (
    <form className="lc-NewKey lc-Grant" onSubmit={submit}>
      <label>
        Grant to
        <select className="lc-Input" value={to} onChange={event => setTo(event.target.value as To)}>
          <option value="user">a user</option>
          <option value="group">a group of mine</option>
          <option value="everyone">everyone</option>
        </select>
      </label>
      {to === 'user' && (
        <label>
          User name
          <input
            className="lc-Input"
            value={name}
            onChange={event => setName(event.target.value)}
            list={`${id}-users`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={64}
          />
          <datalist id={`${id}-users`}>
            {found.map(user => (
              <option key={user.name} value={user.name}>
                {user.displayName}
              </option>
            ))}
          </datalist>
        </label>
      )}
      {to === 'group' && (
        <label>
          Group
          <select
            className="lc-Input"
            value={group}
            onChange={event => setGroup(event.target.value)}
            required
          >
            {groups.map(each => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {levels.length > 1 && (
        <label>
          May
          <select
            className="lc-Input"
            value={level}
            onChange={event => setLevel(Number(event.target.value))}
          >
            {levels.map(([words], index) => (
              <option key={words} value={index}>
                {words}
              </option>
            ))}
          </select>
        </label>
      )}
      <button
        type="submit"
        className="lc-Button lc-mod-primary"
        disabled={state.kind === 'busy' || (to === 'group' && groups.length === 0)}
      >
        Grant
      </button>
      {to === 'group' && groups.length === 0 && (
        <p className="lc-Muted">You are in no group yet.</p>
      )}
      {state.kind === 'failed' && <Failure message={state.message} />}
    </form>
  );
}
