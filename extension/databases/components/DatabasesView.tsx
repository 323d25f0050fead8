import type { TranslationBundle } from '@jupyterlab/translation';
import { FilterBox } from '@jupyterlab/ui-components';
import React from 'react';

import type { IDatabasesModel, IHubEvents } from '../../tokens.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { Unread } from '../../ui/Unread.js';
import { stepIntoList } from '../../ui/step-into-list.js';
import { useSignal } from '../../ui/use-signal.js';
import type { DatabasesView as View } from '../view.js';
import { DatabaseTree } from './DatabaseTree.js';

export interface DatabasesViewProps {
  readonly model: IDatabasesModel;
  readonly events: IHubEvents;
  readonly view: View;
  readonly trans: TranslationBundle;
  /** Opens a database or a table, by the key of its line. */
  readonly onOpen: (key: string) => void;
  readonly onNew: () => void;
}

/** The whole Databases panel below its toolbar. */
export function DatabasesView(props: DatabasesViewProps): JSX.Element {
  const { model, events, trans } = props;
  useSignal(model.changed);
  const isEmpty = model.databases.length === 0;
  return (
    <div className="labcommons-Panel-body">
      <OfflineBanner events={events} trans={trans} />
      {!isEmpty ? (
        <Databases {...props} />
      ) : model.state.kind === 'ready' ? (
        <Empty {...props} />
      ) : (
        <Unread
          state={model.state}
          loading={trans.__('Loading databases')}
          failed={trans.__('Your databases could not be read')}
          trans={trans}
          onRetry={() => void model.refresh()}
        />
      )}
    </div>
  );
}

function Databases({ model, view, trans, onOpen }: DatabasesViewProps): JSX.Element {
  useSignal(view.changed);
  return (
    <>
      <div className="labcommons-Panel-filter" onKeyDown={stepIntoList}>
        <FilterBox
          useFuzzyFilter={false}
          placeholder={trans.__('Filter databases…')}
          updateFilter={(_matches, text = '') => (view.filter = text)}
        />
      </div>
      <DatabaseTree model={model} view={view} trans={trans} onOpen={onOpen} />
    </>
  );
}

function Empty({ model, trans, onNew }: DatabasesViewProps): JSX.Element {
  if (model.limits?.mostPerUser === 0) {
    return (
      <div className="labcommons-Notice" role="note">
        <h3>{trans.__('No databases at this hub')}</h3>
        <p>
          {trans.__(
            'Its administrators have not switched databases on. What others share with you would appear here.'
          )}
        </p>
      </div>
    );
  }
  return (
    <div className="labcommons-Notice">
      <h3>{trans.__('No databases yet')}</h3>
      <p>
        {trans.__(
          'A database holds tables that you query with SQL from here and from notebooks, and that you can share with others.'
        )}
      </p>
      <button className="jp-mod-styled jp-mod-accept" onClick={onNew}>
        {trans.__('New database…')}
      </button>
    </div>
  );
}
