import { useCallback, useEffect, useState } from 'react';

import {
  listServerChanges,
  saveEnvironment,
  type EnvironmentChanges,
  type PathGroup
} from '../../../contract/images.js';
import type { HubApi, HubError } from '../hub-api.js';
import { TextDialog } from '../ui/TextDialog.js';
import { size } from '../ui/words.js';
import { useRead } from '../ui/use-read.js';

interface Props {
  readonly api: HubApi;
  /** Name of the server. */
  readonly server: string;
  /** Whether what is chosen now loses it. */
  readonly isChosen: boolean;
}

/** Null: it has no environment of its own yet. */
async function readChanges(api: HubApi, name: string): Promise<EnvironmentChanges | null> {
  try {
    return await api.call(listServerChanges, { params: { name } });
  } catch (error) {
    if ((error as HubError).code === 'conflict') {
      return null;
    }
    throw error;
  }
}

/** What is lost when a server is made anew, before it happens, and the way to keep it. */
export function Losses({ api, server, isChosen }: Props) {
  const ask = useCallback(() => readChanges(api, server), [api, server]);
  const [state] = useRead(ask);
  if (state.kind === 'ready' && state.value === null) {
    return null;
  }
  const changes = state.kind === 'ready' ? state.value : null;
  return (
    <section
      className={`lc-Notice lc-Losses ${isChosen ? 'lc-mod-warn' : ''}`}
      aria-label="What is lost"
      aria-live="polite"
      aria-busy={state.kind === 'loading'}
    >
      <p>
        <strong>
          {isChosen
            ? 'The server is made anew, and this is lost:'
            : 'Another domain or image makes the server anew. Then this is lost:'}
        </strong>
      </p>
      {changes ? (
        <Listing changes={changes} />
      ) : (
        <p>
          {state.kind === 'loading'
            ? 'Looking at what was installed…'
            : 'Packages that were installed in it, and files outside of volumes.'}
        </p>
      )}
      <p>Volumes, settings and layouts stay.</p>
      {changes?.mayBeSaved && <Save api={api} server={server} />}
    </section>
  );
}

function Listing({ changes }: { changes: EnvironmentChanges }) {
  const { packages, home, software } = changes;
  const isEmpty = packages.length + home.items.length + software.items.length === 0;
  if (isEmpty) {
    return <p>Nothing but what kernels and terminals hold: nothing was installed or put there.</p>;
  }
  return (
    <>
      {packages.length > 0 && (
        <details open>
          <summary>{packages.length === 1 ? 'One package' : `${packages.length} packages`}</summary>
          <ul>
            {packages.map(({ manager, name, version }) => (
              <li key={`${manager} ${name}`}>
                {name} <small className="lc-Muted">{`${version} · ${manager}`}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Files title="Files in the home directory, outside of volumes" group={home} isOpen />
      <Files title="Files elsewhere" group={software} />
    </>
  );
}

function Files({ title, group, isOpen }: { title: string; group: PathGroup; isOpen?: boolean }) {
  const bytes = (count: number | null) => (count === null ? '' : size(count));
  return group.items.length === 0 ? null : (
    <details open={isOpen}>
      <summary>
        {title} <small className="lc-Muted">{bytes(group.sizeBytes)}</small>
      </summary>
      <ul>
        {group.items.map(({ path, sizeBytes }) => (
          <li key={path}>
            {path} <small className="lc-Muted">{bytes(sizeBytes)}</small>
          </li>
        ))}
        {group.more > 0 && <li>{`and ${group.more} more`}</li>}
      </ul>
    </details>
  );
}

function Save({ api, server }: { api: HubApi; server: string }) {
  const [isAsking, setAsking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  useEffect(() => setMade(null), [server]);
  return (
    <>
      <button type="button" className="lc-Button" onClick={() => setAsking(true)}>
        Save my environment…
      </button>
      {made && (
        <p role="status">
          “{made}” is being made. You are told when it is ready; go on here after that.
        </p>
      )}
      {isAsking && (
        <TextDialog
          title="Save my environment as an image"
          label="Name"
          hint="Visible to you alone until you share it. Credentials and histories that are recognised as such are left out."
          most={100}
          verb="Save image"
          act={async title => {
            if (title === '') {
              throw new Error('Give it a name');
            }
            await api.call(saveEnvironment, { params: { name: server }, body: { title } });
            setMade(title);
          }}
          close={() => setAsking(false)}
        />
      )}
    </>
  );
}
