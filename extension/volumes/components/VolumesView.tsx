import type { TranslationBundle } from '@jupyterlab/translation';
import { FilterBox } from '@jupyterlab/ui-components';
import React from 'react';

import type { Task } from '../../../hub/contract/tasks.js';
import { TaskList } from '../../tasks/components/TaskList.js';
import { SearchResults } from '../../search/components/SearchResults.js';
import type { IHubEvents, IHubSearch, ITasksModel, IVolumesModel } from '../../tokens.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { Unread } from '../../ui/Unread.js';
import { stepIntoList } from '../../ui/step-into-list.js';
import { useSignal } from '../../ui/use-signal.js';
import { matches } from '../sections.js';
import type { VolumesView as View } from '../view.js';
import { Quotas } from './Quotas.js';
import { VolumeTree } from './VolumeTree.js';

export interface VolumesViewProps {
  readonly model: IVolumesModel;
  readonly tasks: ITasksModel;
  readonly events: IHubEvents;
  readonly view: View;
  /** Finds what is in the volumes; null where the hub cannot be asked. */
  readonly search: IHubSearch | null;
  readonly trans: TranslationBundle;
  readonly onOpen: (id: string) => void;
  readonly onNew: () => void;
  readonly onQuotas: () => void;
  readonly onCancelTask: (task: Task) => void;
}

/** The upper half of the Volumes panel: what is going on, the volumes, and how full they are. */
export function VolumesView(props: VolumesViewProps): JSX.Element {
  const { model, tasks, events, trans } = props;
  useSignal(model.changed);
  return (
    <div className="labcommons-Panel-body labcommons-VolumesPanel-body">
      <OfflineBanner events={events} trans={trans} />
      <TaskList model={tasks} trans={trans} onCancel={props.onCancelTask} />
      {model.volumes.length > 0 ? (
        <Volumes {...props} />
      ) : model.state.kind === 'ready' ? (
        <Empty {...props} />
      ) : (
        <Unread
          state={model.state}
          loading={trans.__('Loading volumes')}
          failed={trans.__('Your volumes could not be read')}
          trans={trans}
          onRetry={() => void model.refresh()}
        />
      )}
    </div>
  );
}

function Volumes(props: VolumesViewProps): JSX.Element {
  const { model, view, search, trans, onOpen } = props;
  useSignal(view.changed);
  const isSearching = search !== null && view.filter.trim() !== '';
  const listed = model.volumes.filter(volume => matches(volume, view.filter.trim()));
  return (
    <>
      <div
        className="labcommons-Panel-filter labcommons-VolumesPanel-filter"
        onKeyDown={stepIntoList}
      >
        <FilterBox
          useFuzzyFilter={false}
          placeholder={search ? trans.__('Find files and data sets…') : trans.__('Find a volume…')}
          updateFilter={(_matches, text = '') => {
            view.filter = text;
            if (search) search.text = text;
          }}
        />
      </div>
      {(!isSearching || listed.length > 0) && (
        <VolumeTree model={model} view={view} trans={trans} onOpen={onOpen} />
      )}
      {isSearching ? (
        <SearchResults
          search={search}
          trans={trans}
          isListed={hit => listed.some(({ id }) => id === hit.id)}
          listsSome={listed.length > 0}
        />
      ) : (
        <Quotas quotas={model.quotas} trans={trans} onMore={props.onQuotas} />
      )}
    </>
  );
}

function Empty(props: VolumesViewProps): JSX.Element {
  const { trans, onNew } = props;
  return (
    <div className="labcommons-Notice">
      <h3>{trans.__('No volumes yet')}</h3>
      <p>
        {trans.__(
          'A volume is a folder at the hub that your servers and jobs see, and that you can share with others.'
        )}
      </p>
      <button className="jp-mod-styled jp-mod-accept" onClick={onNew}>
        {trans.__('New volume…')}
      </button>
    </div>
  );
}
