import type { TranslationBundle } from '@jupyterlab/translation';
import { launcherIcon, linkIcon } from '@jupyterlab/ui-components';
import React, { useEffect } from 'react';

import type { Server } from '../../../hub/contract/servers.js';
import { CommandIDs as Guide } from '../../guide/command-ids.js';
import { CommandIDs as Jobs } from '../../jobs/command-ids.js';
import { CommandIDs as Servers } from '../../server/servers/command-ids.js';
import type { IHubEvents } from '../../tokens.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { guideIcon, submitIcon } from '../../ui/icons.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import { activitiesOf } from '../activities.js';
import { CommandIDs } from '../command-ids.js';
import { quickIcon } from '../icons.js';
import type { HomeModel } from '../model.js';
import { JobList } from './JobList.js';
import { RecentList } from './RecentList.js';
import { ServerList } from './ServerList.js';

export interface HomeViewProps {
  /** Name of the user. */
  readonly user: string;
  readonly model: HomeModel;
  readonly events: IHubEvents;
  /** Whether JupyterLab has a command. */
  readonly has: (command: string) => boolean;
  readonly execute: (command: string, args?: Readonly<Record<string, string>>) => void;
  /** Address at which a server is opened or started. */
  readonly addressOf: (server: Server) => string;
  /** A path of the hub as an address; the address of another site stays. */
  readonly hubAddressOf: (url: string) => string;
  readonly trans: TranslationBundle;
}

/** Where work begins: what to start, what there is, what runs. */
export function HomeView(props: HomeViewProps): JSX.Element {
  const { user, model, events, has, execute, addressOf, hubAddressOf, trans } = props;
  useSignal(model.changed);
  useEffect(() => model.open(), [model]);
  const now = useNow(30_000);
  const { recent, applications } = model;
  const here = model.sources.here?.server ?? null;
  const jobs = model.liveJobs(now);
  return (
    <div className="labcommons-Home">
      <OfflineBanner events={events} trans={trans} />
      <header className="labcommons-Home-head">
        <h2>{trans.__('Welcome, %1', user)}</h2>
        <button
          className="labcommons-IconButton"
          title={trans.__('What is this? Opens the guide')}
          aria-label={trans.__('What is this? Opens the guide')}
          onClick={() => execute(Guide.open, { page: 'home' })}
        >
          <guideIcon.react tag="span" />
        </button>
      </header>
      <div className="labcommons-Home-begin">
        <button
          className="jp-mod-styled jp-mod-accept"
          onClick={() => execute(CommandIDs.quickNotebook)}
        >
          <quickIcon.react tag="span" />
          {trans.__('Quick notebook')}
        </button>
        <button className="jp-mod-styled" onClick={() => execute(Jobs.submitNotebook)}>
          <submitIcon.react tag="span" />
          {trans.__('Submit a job…')}
        </button>
      </div>
      <ul className="labcommons-Home-activities" aria-label={trans.__('Your activities')}>
        {activitiesOf(model.sources, now, trans)
          .filter(({ command }) => has(command))
          .map(({ command, icon: Icon, title, words }) => (
            <li key={command}>
              <button onClick={() => execute(command)}>
                <Icon.react tag="span" />
                <span className="labcommons-Home-words">
                  <b>{title}</b>
                  <small title={words}>{words}</small>
                </span>
              </button>
            </li>
          ))}
        {applications.map(({ title, description, url }) => {
          const site = /^https?:/.test(url) ? new URL(url).host : null;
          const words = description || site || '';
          const Icon = site === null ? launcherIcon : linkIcon;
          return (
            <li key={url}>
              <a
                href={hubAddressOf(url)}
                target="_blank"
                rel={site === null ? 'noopener' : 'noopener noreferrer'}
              >
                <Icon.react tag="span" />
                <span className="labcommons-Home-words">
                  <b>{title}</b>
                  <small title={[words, site].filter(Boolean).join(' · ')}>{words}</small>
                </span>
              </a>
            </li>
          );
        })}
      </ul>
      <div className="labcommons-Home-columns">
        {recent && (
          <RecentList
            notebooks={recent}
            image={here && model.imageTitle(here.image)}
            onOpen={path => execute('docmanager:open', { path })}
            trans={trans}
          />
        )}
        <ServerList
          model={model}
          addressOf={addressOf}
          onManage={has(Servers.show) ? () => execute(Servers.show) : null}
          trans={trans}
        />
        {jobs && <JobList jobs={jobs} onOpen={id => execute(Jobs.openJob, { id })} trans={trans} />}
      </div>
    </div>
  );
}
