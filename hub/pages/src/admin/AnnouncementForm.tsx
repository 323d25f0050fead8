import type { FormEvent } from 'react';

import {
  editAnnouncement,
  makeAnnouncement,
  Severity,
  type Announcement
} from '../../../contract/notifications.js';
import type { HubApi } from '../hub-api.js';
import { Failure } from '../ui/Failure.js';
import { useSending } from '../ui/use-sending.js';
import { localTime, utcTime } from './local-time.js';

interface Props {
  readonly api: HubApi;
  /** Null for a new one. */
  readonly editing: Announcement | null;
  readonly done: () => Promise<void>;
  readonly cancel: () => void;
}

/** What people call how grave an announcement is. */
export const SEVERITIES: Record<Severity, string> = {
  info: 'Announcement',
  warning: 'Warning',
  critical: 'Important'
};

/** Words, how grave it is, and from when to when; times are those of the browser's place. */
export function AnnouncementForm({ api, editing, done, cancel }: Props) {
  const [state, send] = useSending();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget;
    const form = new FormData(fields);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const from = utcTime(text('from'));
    const body = {
      title: text('title'),
      body: text('body'),
      severity: Severity.parse(text('severity')),
      ...(from === null ? {} : { from }),
      until: utcTime(text('until'))
    };
    void send(async () => {
      await (editing
        ? api.call(editAnnouncement, { params: { id: editing.id }, body })
        : api.call(makeAnnouncement, { body }));
      fields.reset();
      await done();
    });
  };

  return (
    <form className="lc-Form" onSubmit={submit}>
      <label htmlFor="title">Title</label>
      <input
        id="title"
        name="title"
        className="lc-Input"
        required
        maxLength={200}
        defaultValue={editing?.title}
        placeholder="Maintenance on Monday"
      />
      <label htmlFor="body">Text</label>
      <textarea
        id="body"
        name="body"
        className="lc-Input lc-mod-text"
        rows={3}
        maxLength={4000}
        defaultValue={editing?.body}
      />
      <div className="lc-NewKey">
        <label>
          Shown as
          <select name="severity" className="lc-Input" defaultValue={editing?.severity ?? 'info'}>
            {Severity.options.map(severity => (
              <option key={severity} value={severity}>
                {SEVERITIES[severity]}
              </option>
            ))}
          </select>
        </label>
        <label>
          From (empty: now)
          <input
            name="from"
            type="datetime-local"
            className="lc-Input"
            defaultValue={editing ? localTime(editing.from) : ''}
          />
        </label>
        <label>
          Until (empty: until ended)
          <input
            name="until"
            type="datetime-local"
            className="lc-Input"
            defaultValue={editing?.until ? localTime(editing.until) : ''}
          />
        </label>
      </div>
      {state.kind === 'failed' && <Failure message={state.message} />}
      <div className="lc-Actions lc-mod-tight">
        <button type="submit" className="lc-Button lc-mod-primary" disabled={state.kind === 'busy'}>
          {editing ? 'Save changes' : 'Announce'}
        </button>
        {editing && (
          <button type="button" className="lc-Button" onClick={cancel}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}
