import { useCallback, useState } from 'react';

import {
  endAnnouncement,
  listAnnouncements,
  type Announcement
} from '../../../contract/notifications.js';
import type { HubApi } from '../hub-api.js';
import { ConfirmDialog, type Question } from '../ui/ConfirmDialog.js';
import { Failure } from '../ui/Failure.js';
import { Read } from '../ui/Read.js';
import { useRead } from '../ui/use-read.js';
import { AnnouncementForm, SEVERITIES } from './AnnouncementForm.js';

const STATES: Record<Announcement['state'], string> = {
  planned: 'Planned',
  inForce: 'Shown',
  over: 'Over'
};

const moment = (time: string) => new Date(time).toLocaleString();

interface RowProps {
  readonly item: Announcement;
  readonly edit: () => void;
  readonly end: () => void;
}

function Row({ item, edit, end }: RowProps) {
  const isOver = item.state === 'over';
  return (
    <li className="lc-Row" aria-label={item.title}>
      <span className={`lc-State lc-mod-${item.state === 'inForce' ? 'running' : item.state}`}>
        {STATES[item.state]}
      </span>
      <span className="lc-Row-main">
        <span className="lc-Row-title" title={item.title}>
          {item.title}
        </span>
        {item.body && <span className="lc-Muted lc-Announcement-body">{item.body}</span>}
        <span className="lc-Row-facts">
          <span>{SEVERITIES[item.severity]}</span>
          <span>from {moment(item.from)}</span>
          <span>{item.until ? `until ${moment(item.until)}` : 'until it is ended'}</span>
        </span>
      </span>
      {!isOver && (
        <span className="lc-Row-actions">
          <button
            type="button"
            className="lc-Button"
            aria-label={`Change ${item.title}`}
            onClick={edit}
          >
            Change…
          </button>
          <button
            type="button"
            className="lc-Button"
            aria-label={`End ${item.title}`}
            onClick={end}
          >
            End
          </button>
        </span>
      )}
    </li>
  );
}

/** What administrators tell everybody: made, changed, ended. */
export function AnnouncementsPage({ api }: { api: HubApi }) {
  const [editing, setEditing] = useState<Announcement | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const ask = useCallback(() => api.call(listAnnouncements, { query: { limit: 200 } }), [api]);
  const [list, again] = useRead(ask);

  const end = (item: Announcement) =>
    setQuestion({
      title: `End “${item.title}”?`,
      text: 'It vanishes from all pages and from everybody’s notifications.',
      verb: 'End announcement',
      act: () =>
        void api
          .call(endAnnouncement, { params: { id: item.id } })
          .then(again)
          .catch((error: Error) => setFailure(error.message))
    });

  return (
    <>
      <section aria-labelledby="new-announcement">
        <h2 id="new-announcement">{editing ? `Change “${editing.title}”` : 'New announcement'}</h2>
        <p className="lc-Muted">
          It is shown at sign-in and on all hub pages, and comes to everybody as a notification.
        </p>
        <AnnouncementForm
          key={editing?.id ?? 'new'}
          api={api}
          editing={editing}
          done={async () => {
            setEditing(null);
            await again();
          }}
          cancel={() => setEditing(null)}
        />
      </section>
      <section aria-labelledby="announcements">
        <h2 id="announcements">Announcements</h2>
        <Failure message={failure} />
        <Read state={list} again={again}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="lc-Empty">Nothing was announced yet.</p>
            ) : (
              <ul className="lc-Rows">
                {items.map(item => (
                  <Row
                    key={item.id}
                    item={item}
                    edit={() => setEditing(item)}
                    end={() => end(item)}
                  />
                ))}
              </ul>
            )
          }
        </Read>
      </section>
      {question && <ConfirmDialog question={question} close={() => setQuestion(null)} />}
    </>
  );
}
