import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { FilterBox } from '@jupyterlab/ui-components';
import React from 'react';

import { Failure } from '../../ui/Failure.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { Unread } from '../../ui/Unread.js';
import { useSignal } from '../../ui/use-signal.js';
import type { CatalogueActions } from '../actions.js';
import { EVERYTHING, type CatalogueModel, type CatalogueState } from '../model.js';
import { DataSetCard } from './DataSetCard.js';
import { DataSetPage } from './DataSetPage.js';

export interface CatalogueViewProps {
  readonly model: CatalogueModel;
  readonly actions: CatalogueActions;
  readonly registry: IRenderMimeRegistry | null;
  readonly trans: TranslationBundle;
}

/** The catalogue of data sets, or the page of one of them. */
export function CatalogueView(props: CatalogueViewProps): JSX.Element {
  const { model, trans } = props;
  useSignal(model.changed);
  const { opened } = model;
  if (opened.kind === 'none') return <Catalogue {...props} />;
  return (
    <div className="labcommons-Catalogue">
      <button className="labcommons-Link" onClick={() => model.close()}>
        {trans.__('All data sets')}
      </button>
      {opened.kind === 'loading' ? (
        <Skeleton label={trans.__('Loading the data set')} />
      ) : opened.kind === 'failed' ? (
        <Failure
          title={trans.__('The data set could not be read')}
          error={opened.error}
          trans={trans}
          onRetry={() => void model.open(opened.id)}
        />
      ) : (
        <DataSetPage {...props} dataSet={opened.dataSet} />
      )}
    </div>
  );
}

function Catalogue(props: CatalogueViewProps): JSX.Element {
  const { model, trans } = props;
  const { state } = model;
  if (state.kind !== 'ready') {
    return (
      <Unread
        state={state}
        loading={trans.__('Loading data sets')}
        failed={trans.__('The data sets could not be read')}
        trans={trans}
        onRetry={() => void model.refresh()}
      />
    );
  }
  return (
    <div className="labcommons-Catalogue">
      <h2>{trans.__('Data sets')}</h2>
      <Filters {...props} state={state} />
      <Cards {...props} state={state} />
    </div>
  );
}

type Ready = CatalogueViewProps & { state: Extract<CatalogueState, { kind: 'ready' }> };

function Filters({ model, trans, state }: Ready): JSX.Element {
  const { wish } = model;
  return (
    <div className="labcommons-Catalogue-filters">
      <FilterBox
        useFuzzyFilter={false}
        placeholder={trans.__('Find a data set…')}
        updateFilter={(_matches, text = '') => {
          if (text !== model.wish.text) model.ask({ text });
        }}
      />
      {state.catalogues.length > 0 && (
        <select
          className="jp-mod-styled"
          aria-label={trans.__('Catalogue')}
          value={wish.catalogue ?? ''}
          onChange={event => model.ask({ catalogue: event.target.value || null })}
        >
          <option value="">{trans.__('All catalogues')}</option>
          {state.catalogues.map(catalogue => (
            <option key={catalogue} value={catalogue}>
              {catalogue}
            </option>
          ))}
        </select>
      )}
      <div className="labcommons-Catalogue-tags" role="group" aria-label={trans.__('Tags')}>
        {state.tags.map(tag => (
          <button
            key={tag}
            className="labcommons-Catalogue-tag"
            aria-pressed={wish.tag === tag}
            onClick={() => model.ask({ tag: wish.tag === tag ? null : tag })}
          >
            {tag}
          </button>
        ))}
      </div>
    </div>
  );
}

function Cards({ model, trans, state }: Ready): JSX.Element {
  const { wish } = model;
  const isEverything = !wish.text.trim() && wish.tag === null && wish.catalogue === null;
  if (state.dataSets.length === 0) {
    return (
      <div className="labcommons-Notice" role="status">
        <h3>{isEverything ? trans.__('No data sets yet') : trans.__('No such data set')}</h3>
        <p>
          {isEverything
            ? trans.__(
                'A volume says which data sets it holds in the file %1. Those of volumes that you may see are listed here.',
                '.sciserver/datasets-index.json'
              )
            : trans.__('None of those that you may see answers to this.')}
        </p>
        {!isEverything && (
          <button className="jp-mod-styled" onClick={() => model.ask(EVERYTHING)}>
            {trans.__('Show all')}
          </button>
        )}
      </div>
    );
  }
  return (
    <>
      <ul className="labcommons-Catalogue-cards" aria-label={trans.__('Data sets')}>
        {state.dataSets.map(dataSet => (
          <DataSetCard
            key={dataSet.id}
            model={model}
            dataSet={dataSet}
            onOpen={() => void model.open(dataSet.id)}
          />
        ))}
      </ul>
      {state.nextCursor !== null && (
        <button
          className="labcommons-Link"
          onClick={() => void model.readMore().catch(() => undefined)}
        >
          {trans.__('Show more')}
        </button>
      )}
    </>
  );
}
