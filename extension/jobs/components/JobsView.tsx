import type { TranslationBundle } from '@jupyterlab/translation';
import { FilterBox } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import { hasEnded } from '../../../hub/contract/jobs.js';
import type { IHubEvents, IJobsModel } from '../../tokens.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { Unread } from '../../ui/Unread.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import type { JobsView as View } from '../view.js';
import { JobTree } from './JobTree.js';

interface JobsViewProps {
  readonly model: IJobsModel;
  readonly events: IHubEvents;
  readonly view: View;
  readonly trans: TranslationBundle;
  readonly onOpen: (id: string) => void;
  readonly onSubmit: () => void;
}

/** The whole Jobs panel below its toolbar. */
export function JobsView(props: JobsViewProps): JSX.Element {
  const { model, events, trans } = props;
  useSignal(model.changed);
  return (
    <div className="labcommons-Panel-body">
      <OfflineBanner events={events} trans={trans} />
      {model.jobs.length > 0 ? (
        <Jobs {...props} />
      ) : model.state.kind === 'ready' ? (
        <Empty {...props} />
      ) : (
        <Unread
          state={model.state}
          loading={trans.__('Loading jobs')}
          failed={trans.__('Your jobs could not be read')}
          trans={trans}
          onRetry={() => void model.refresh()}
        />
      )}
    </div>
  );
}

function Jobs(props: JobsViewProps): JSX.Element {
  const { model, view, trans, onOpen } = props;
  useSignal(view.changed);
  const isLive = model.jobs.some(job => !hasEnded(job.state));
  const now = useNow(isLive ? 1_000 : 30_000);
  const [query, setQuery] = useState(view.filter);

  useEffect(() => {
    const timer = setTimeout(() => {
      // A search that fails leaves what is known; the banner says when the hub is out of reach.
      if (query.trim()) void model.search(query.trim()).catch(() => undefined);
    }, 300);
    return () => clearTimeout(timer);
  }, [query, model]);

  return (
    <>
      <div className="labcommons-Panel-filter">
        <FilterBox
          useFuzzyFilter={false}
          placeholder={trans.__('Filter jobs…')}
          updateFilter={(_matches, text = '') => {
            view.filter = text;
            setQuery(text);
          }}
        />
      </div>
      <JobTree model={model} view={view} now={now} trans={trans} onOpen={onOpen} />
    </>
  );
}

function Empty(props: JobsViewProps): JSX.Element {
  const { trans, onSubmit } = props;
  return (
    <div className="labcommons-Notice">
      <h3>{trans.__('No jobs yet')}</h3>
      <p>
        {trans.__(
          'A job runs a whole notebook for you, in a container of its own, while you go on working or close the browser. Right-click a notebook in the file browser, or:'
        )}
      </p>
      <button className="jp-mod-styled jp-mod-accept" onClick={onSubmit}>
        {trans.__('Submit a notebook…')}
      </button>
    </div>
  );
}
