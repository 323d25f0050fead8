import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import { hasEnded, type Job } from '../../../hub/contract/jobs.js';
import { CommandIDs } from '../../jobs/command-ids.js';
import { stateSentence } from '../../jobs/words.js';
import { Failure } from '../../ui/Failure.js';
import { Moment } from '../../ui/Moment.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { Tabs } from '../../ui/Tabs.js';
import { STATE_ICONS } from '../../ui/icons.js';
import { useAfter, useNow, useSignal } from '../../ui/use-signal.js';
import type { IHubEvents } from '../../tokens.js';
import type { JobDetails } from '../details.js';
import type { JobFiles } from '../job-files.js';
import type { PageState, Tab } from '../page-state.js';
import { DetailsTab } from './DetailsTab.js';
import { FilesTab, type FolderReader } from './FilesTab.js';
import { OutputTab, type OutputTails } from './OutputTab.js';
import { ResultTab } from './ResultTab.js';
import { SharedFiles } from './SharedFiles.js';
import { Strip } from './Strip.js';

export interface PageViewProps {
  readonly details: JobDetails;
  readonly events: IHubEvents;
  readonly page: PageState;
  readonly commands: CommandRegistry;
  readonly tails: OutputTails;
  readonly readFolder: FolderReader;
  /** For who is not the owner. */
  readonly files: JobFiles;
  /** What people call a compute domain; null for one that is not offered any more. */
  readonly titleOfDomain: (id: string) => Promise<string | null>;
  /** Does something that may fail; a failure is told. */
  readonly attempt: (act: () => Promise<void>) => void;
  readonly trans: TranslationBundle;
}

/** The page of one job. */
export function PageView(props: PageViewProps): JSX.Element {
  const { details, events, trans } = props;
  useSignal(details.changed);
  const isSlow = useAfter(200);
  const { state } = details;
  return (
    <div className="labcommons-JobPage-body">
      <OfflineBanner events={events} trans={trans} />
      {state.kind === 'loading' && (
        <div
          className="labcommons-Skeleton"
          aria-busy="true"
          aria-label={trans.__('Loading the job')}
        >
          {isSlow &&
            [30, 50, 90, 60].map(width => <div key={width} style={{ width: `${width}%` }} />)}
        </div>
      )}
      {state.kind === 'failed' && (
        <Failure
          title={trans.__('This job could not be read')}
          error={state.error}
          trans={trans}
          onRetry={() => details.retry()}
        />
      )}
      {state.kind === 'gone' && (
        <div className="labcommons-Notice" role="status">
          <h3>{trans.__('This job was deleted')}</h3>
        </div>
      )}
      {state.kind === 'ready' && <Ready {...props} job={state.job} />}
    </div>
  );
}

function Ready(props: PageViewProps & { job: Job }): JSX.Element {
  const { job, page, trans } = props;
  useSignal(page.changed);
  const now = useNow(hasEnded(job.state) ? 30_000 : 1_000);
  const Icon = STATE_ICONS[job.state];
  const titles: Record<Tab, string> = {
    result: trans.__('Result'),
    output: trans.__('Output'),
    files: trans.__('Files'),
    details: trans.__('Details')
  };
  return (
    <>
      <header className="labcommons-JobPage-header">
        <div className="labcommons-JobPage-title">
          <span className="labcommons-StateIcon" data-state={job.state}>
            <Icon.react tag="span" />
          </span>
          <h1>{job.name}</h1>
        </div>
        {job.mine ? (
          <Actions {...props} />
        ) : (
          <p className="labcommons-JobPage-shared">
            {trans.__('%1 shares the results with you: you look, and change nothing.', job.owner)}
          </p>
        )}
        <p className="labcommons-JobPage-sentence">
          <span role="status">{stateSentence(job, now, trans)}</span>
          <span className="labcommons-JobPage-when">
            {trans.__('submitted')} <Moment at={job.createdAt} now={now} trans={trans} />
          </span>
        </p>
        {job.warnings.map(warning => (
          <p key={warning} className="labcommons-JobPage-warning" role="note">
            {warning}
          </p>
        ))}
        <Strip {...props} />
      </header>
      <Tabs
        tabs={TABS}
        current={page.tab}
        titles={titles}
        label={trans.__('Parts of the job')}
        onChoose={tab => (page.tab = tab)}
      />
      <div
        className="labcommons-JobPage-tab"
        role="tabpanel"
        id={`labcommons-tabpanel-${job.id}`}
        aria-label={titles[page.tab]}
        tabIndex={-1}
      >
        {page.tab === 'result' && <ResultTab {...props} now={now} />}
        {page.tab === 'output' && <OutputTab {...props} />}
        {page.tab === 'files' && (job.mine ? <FilesTab {...props} /> : <SharedFiles {...props} />)}
        {page.tab === 'details' && <DetailsTab {...props} />}
      </div>
    </>
  );
}

/** Buttons for the commands that make sense now; a command that may not be used says why. */
function Actions({ job, commands, trans }: PageViewProps & { job: Job }): JSX.Element {
  const args = { id: job.id };
  const shown = hasEnded(job.state)
    ? [CommandIDs.openResult, CommandIDs.openFolder, CommandIDs.rerunJob, CommandIDs.deleteJob]
    : [CommandIDs.openResult, CommandIDs.openFolder, CommandIDs.cancelJob];
  return (
    <div
      className="labcommons-JobPage-actions"
      role="group"
      aria-label={trans.__('What can be done')}
    >
      {shown
        .filter(id => commands.hasCommand(id))
        .map((id, at) => (
          <button
            key={id}
            className={`jp-mod-styled ${at === 0 && commands.isEnabled(id, args) ? 'jp-mod-accept' : 'jp-mod-reject'}`}
            title={commands.caption(id, args)}
            disabled={!commands.isEnabled(id, args)}
            onClick={() => void commands.execute(id, args)}
          >
            {commands.label(id, args)}
          </button>
        ))}
    </div>
  );
}

const TABS: readonly Tab[] = ['result', 'output', 'files', 'details'];
