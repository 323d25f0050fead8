import { useCallback, useState } from 'react';

import {
  listGrants,
  putGrant,
  resourceText,
  type Grant,
  type Privilege,
  type SubjectRef
} from '../../../contract/grants.js';
import type { HubApi } from '../hub-api.js';
import { ConfirmDialog, type Question } from '../ui/ConfirmDialog.js';
import { Failure } from '../ui/Failure.js';
import { Read } from '../ui/Read.js';
import { useRead } from '../ui/use-read.js';
import { GrantForm } from './GrantForm.js';

/** An image, a compute domain, a root or a data volume. */
export interface SiteResource {
  readonly kind: 'image' | 'domain' | 'root' | 'volume';
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

export function nameOf({ kind, id, name }: Grant['subject']): string {
  return kind === 'everyone' ? 'Everyone' : kind === 'group' ? name : `${name || id} (${id})`;
}

function wordsOf(kind: SiteResource['kind'], privileges: readonly Privilege[]): string {
  const use = kind === 'root' ? 'make volumes' : 'use it';
  const read = privileges.includes('write') ? 'read and write' : 'read';
  const can = [
    privileges.includes('use') ? use : read,
    ...(privileges.includes('grant') ? [kind === 'root' ? 'let others do so' : 'share'] : [])
  ];
  return `may ${can.join(' and ')}`;
}

/** What somebody keeps who is no longer granted it. */
const AFTERWARDS: Record<SiteResource['kind'], string> = {
  image: 'What waits to start with it fails; what runs already goes on.',
  domain: 'What waits to start with it fails; what runs already goes on.',
  volume: 'What waits to start with it fails; what runs already goes on.',
  root: 'Volumes that are there stay as they are; no new ones are made.'
};

/** One thing of the site with those who may use it. */
export function ResourceAccess({ resource, api }: { resource: SiteResource; api: HubApi }) {
  const { kind, id, title, description } = resource;
  const [isGranting, setGranting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const ask = useCallback(
    () => api.call(listGrants, { query: { resource: resourceText({ kind, id }), limit: 200 } }),
    [api, kind, id]
  );
  const [grants, again] = useRead(ask);

  const put = async (subject: SubjectRef, privileges: readonly Privilege[]) => {
    await api.call(putGrant, {
      body: { resource: { kind, id }, subject, privileges: [...privileges] }
    });
    setFailure(null);
    await again();
  };
  const withdraw = ({ subject }: Grant) =>
    setQuestion({
      title: `Withdraw “${title}” from ${nameOf(subject)}?`,
      text: AFTERWARDS[kind],
      verb: 'Withdraw',
      act: () =>
        void put({ kind: subject.kind, id: subject.id } as SubjectRef, []).catch((error: Error) =>
          setFailure(error.message)
        )
    });

  return (
    <li className="lc-Access" aria-label={title}>
      <div className="lc-Access-head">
        <span className="lc-Row-main">
          <span className="lc-Row-title" title={title}>
            {title}
          </span>
          <span className="lc-Muted">{description}</span>
        </span>
        <button
          type="button"
          className="lc-Button"
          aria-expanded={isGranting}
          aria-label={`Grant ${title}`}
          onClick={() => setGranting(!isGranting)}
        >
          Grant…
        </button>
      </div>
      {isGranting && (
        <GrantForm
          resource={resource}
          api={api}
          grant={async (subject, privileges) => {
            await put(subject, privileges);
            setGranting(false);
          }}
        />
      )}
      <Failure message={failure} />
      <Read state={grants} again={again}>
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 && <p className="lc-Muted">Nobody but administrators.</p>}
            <ul className="lc-Chips">
              {items.map(grant => (
                <li key={`${grant.subject.kind} ${grant.subject.id}`} className="lc-Chip">
                  <span>
                    <strong>{nameOf(grant.subject)}</strong> {wordsOf(kind, grant.privileges)}
                  </span>
                  <button
                    type="button"
                    className="lc-Button"
                    aria-label={`Withdraw ${title} from ${nameOf(grant.subject)}`}
                    onClick={() => withdraw(grant)}
                  >
                    Withdraw
                  </button>
                </li>
              ))}
            </ul>
            {nextCursor !== null && <p className="lc-Muted">These are the first 200.</p>}
          </>
        )}
      </Read>
      {question && <ConfirmDialog question={question} close={() => setQuestion(null)} />}
    </li>
  );
}
