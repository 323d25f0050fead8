import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { DataSet, DataSetResource } from '../../../hub/contract/datasets.js';
import { RenderedText } from '../../ui/RenderedText.js';
import { targetOf, type CatalogueActions } from '../actions.js';
import type { CatalogueModel } from '../model.js';
import { Logo } from './Logo.js';

export interface DataSetPageProps {
  readonly model: CatalogueModel;
  readonly dataSet: DataSet;
  readonly actions: CatalogueActions;
  readonly registry: IRenderMimeRegistry | null;
  readonly trans: TranslationBundle;
}

/** Everything about one data set, and what can be done with it. */
export function DataSetPage(props: DataSetPageProps): JSX.Element {
  const { model, dataSet, actions, registry, trans } = props;
  const { mount } = actions;
  const isMounted = actions.isMounted(dataSet);
  return (
    <article className="labcommons-Catalogue-page" aria-label={dataSet.name}>
      <header>
        <Logo model={model} dataSet={dataSet} />
        <div>
          <h2>{dataSet.name}</h2>
          <p>
            {[dataSet.catalogue, dataSet.volumeTitle, dataSet.volume].filter(Boolean).join(' · ')}
          </p>
        </div>
      </header>
      <p className="labcommons-Catalogue-lead">{dataSet.summary}</p>
      <div className="labcommons-Catalogue-actions">
        <button className="jp-mod-styled jp-mod-accept" onClick={() => actions.openFolder(dataSet)}>
          {trans.__('Open folder')}
        </button>
        {mount && !isMounted && (
          <button className="jp-mod-styled" onClick={() => mount(dataSet)}>
            {trans.__('Mount in this server')}
          </button>
        )}
        {isMounted && <span>{trans.__('Mounted in this server')}</span>}
      </div>
      {dataSet.tags.length > 0 && (
        <div className="labcommons-Catalogue-tags">
          {dataSet.tags.map(tag => (
            <button
              key={tag}
              className="labcommons-Catalogue-tag"
              onClick={() => {
                model.close();
                model.ask({ tag });
              }}
            >
              {tag}
            </button>
          ))}
        </div>
      )}
      <RenderedText
        text={dataSet.description}
        registry={registry}
        surroundings={{
          folder: '',
          imageAt: path => actions.imageAt(dataSet, path),
          openAt: path => actions.open(dataSet, path)
        }}
      />
      {kindsOf(dataSet.resources).map(([kind, resources]) => (
        <section key={kind} aria-label={kind}>
          <h3>{kind}</h3>
          <ul className="labcommons-Catalogue-resources">
            {resources.map((resource, index) => (
              <Resource key={index} {...props} resource={resource} />
            ))}
          </ul>
        </section>
      ))}
    </article>
  );
}

function Resource(props: DataSetPageProps & { resource: DataSetResource }): JSX.Element {
  const { dataSet, actions, resource, trans } = props;
  const target = targetOf(resource);
  return (
    <li>
      <span>
        {target?.kind === 'web' ? (
          <a href={target.url} target="_blank" rel="noopener noreferrer">
            {resource.name}
          </a>
        ) : target ? (
          <button
            className="labcommons-Link"
            onClick={() => actions.open(dataSet, target.path)}
            title={target.path}
          >
            {resource.name}
          </button>
        ) : (
          resource.name
        )}
        {resource.description && <small>{resource.description}</small>}
      </span>
      {target?.kind === 'path' && (
        <button
          className="jp-mod-styled"
          aria-label={trans.__('Copy “%1” to…', resource.name)}
          onClick={() => actions.copy(dataSet, target.path)}
        >
          {trans.__('Copy to…')}
        </button>
      )}
    </li>
  );
}

function kindsOf(resources: readonly DataSetResource[]): [string, DataSetResource[]][] {
  const kinds = new Map<string, DataSetResource[]>();
  for (const resource of resources) {
    kinds.set(resource.kind, [...(kinds.get(resource.kind) ?? []), resource]);
  }
  return [...kinds];
}
