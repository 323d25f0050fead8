import React, { useEffect, useState } from 'react';

import type { DataSet } from '../../../hub/contract/datasets.js';
import { dataSetIcon } from '../icons.js';
import type { CatalogueModel } from '../model.js';

/** The logo of a data set, or a sign that stands for one. */
export function Logo(props: { model: CatalogueModel; dataSet: DataSet }): JSX.Element {
  const { model, dataSet } = props;
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    let made: string | null = null;
    void model
      .logoOf(dataSet)
      .then(blob => {
        if (!blob || !isWanted) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      })
      // The sign stays.
      .catch(() => undefined);
    return () => {
      isWanted = false;
      setUrl(null);
      if (made) URL.revokeObjectURL(made);
    };
  }, [model, dataSet]);
  return (
    <span className="labcommons-Catalogue-logo">
      {url ? <img src={url} alt="" /> : <dataSetIcon.react tag="span" />}
    </span>
  );
}
