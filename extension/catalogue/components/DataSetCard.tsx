import React from 'react';

import type { DataSet } from '../../../hub/contract/datasets.js';
import type { CatalogueModel } from '../model.js';
import { Logo } from './Logo.js';

/** A data set among others; the whole of it opens its page. */
export function DataSetCard(props: {
  model: CatalogueModel;
  dataSet: DataSet;
  onOpen: () => void;
}): JSX.Element {
  const { model, dataSet, onOpen } = props;
  return (
    <li>
      <button className="labcommons-Catalogue-card" onClick={onOpen}>
        <Logo model={model} dataSet={dataSet} />
        <span className="labcommons-Catalogue-about">
          <span className="labcommons-Catalogue-name">{dataSet.name}</span>
          <small>{[dataSet.catalogue, dataSet.volumeTitle].filter(Boolean).join(' · ')}</small>
          <span className="labcommons-Catalogue-summary">{dataSet.summary}</span>
          {dataSet.tags.length > 0 && (
            <span className="labcommons-Catalogue-tags">
              {dataSet.tags.map(tag => (
                <span key={tag} className="labcommons-Catalogue-tag">
                  {tag}
                </span>
              ))}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
