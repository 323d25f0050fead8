import type { TranslationBundle } from '@jupyterlab/translation';
import { FilterBox } from '@jupyterlab/ui-components';
import React from 'react';

import type { Task } from '../../../hub/contract/tasks.js';
import { TaskList } from '../../tasks/components/TaskList.js';
import type { IHubEvents, ITasksModel, IVolumesModel } from '../../tokens.js';
import { Failure } from '../../ui/Failure.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { useSignal } from '../../ui/use-signal.js';
import type { VolumesView as View } from '../view.js';
import { Quotas } from './Quotas.js';
import { VolumeTree } from './VolumeTree.js';

export interface VolumesViewProps {
  readonly model: IVolumesModel;
  readonly tasks: ITasksModel;
  readonly events: IHubEvents;
  readonly view: View;
  readonly trans: TranslationBundle;
  readonly onOpen: (id: string) => void;
  readonly onNew: () => void;
  readonly onCancelTask: (task: Task) => void;
}

/** The upper half of the Volumes panel: what is going on, the volumes, and how full they are. */
export function VolumesView(props: VolumesViewProps): JSX.Element {
  const { model, tasks, events, trans } = props;
  useSignal(model.changed);
  return (
    <div className="labcommons-VolumesPanel-body">
      <OfflineBanner events={events} trans={trans} />
      <TaskList model={tasks} trans={trans} onCancel={props.onCancelTask} />
      {model.state.kind === 'loading' && model.volumes.length === 0 ? (
        <Skeleton label={trans.__('Loading volumes')} />
      ) : model.state.kind === 'failed' && model.volumes.length === 0 ? (
        <Failure
          title={trans.__('Your volumes could not be read')}
          error={model.state.error}
          trans={trans}
          onRetry={() => void model.refresh()}
        />
      ) : model.volumes.length === 0 ? (
        <Empty {...props} />
      ) : (
        <Volumes {...props} />
      )}
    </div>
  );
}

function Volumes(props: VolumesViewProps): JSX.Element {
  const { model, view, trans, onOpen } = props;
  useSignal(view.changed);
  return (
    <>
      <div className="labcommons-VolumesPanel-filter">
        <FilterBox
          useFuzzyFilter={false}
          placeholder={trans.__('Find a volume…')}
          updateFilter={(_matches, text = '') => (view.filter = text)}
        />
      </div>
      <VolumeTree model={model} view={view} trans={trans} onOpen={onOpen} />
      <Quotas quotas={model.quotas} trans={trans} />
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
