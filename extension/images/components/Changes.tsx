import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { EnvironmentChanges, LeftOutReason, PathGroup } from '../../../hub/contract/images.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { formatBytes } from '../../ui/amounts.js';

function Group(props: {
  title: string;
  group: PathGroup;
  isOpen: boolean;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { title, group, isOpen, trans } = props;
  if (group.items.length === 0) return null;
  const size = group.sizeBytes === null ? '' : formatBytes(group.sizeBytes);
  return (
    <details open={isOpen}>
      <summary>
        {title} <small>{size}</small>
      </summary>
      <ul className="labcommons-Changes-paths">
        {group.items.map(({ path, sizeBytes }) => (
          <li key={path}>
            <MiddleCut text={path} />
            <small>{sizeBytes === null ? '' : formatBytes(sizeBytes)}</small>
          </li>
        ))}
        {group.more > 0 && <li>{trans._n('and one more', 'and %1 more', group.more)}</li>}
      </ul>
    </details>
  );
}

function reasonWords(reason: LeftOutReason, trans: TranslationBundle): string {
  switch (reason) {
    case 'credential':
      return trans.__('credential');
    case 'history':
      return trans.__('history');
    case 'runtime':
      return trans.__('of this server');
    case 'temporary':
      return trans.__('temporary');
    case 'cache':
      return trans.__('cache');
  }
}

/** Everything that an image of the environment will hold and what it will not; or what is lost with the environment. */
export function Changes({
  changes,
  isLost = false,
  trans
}: {
  changes: EnvironmentChanges;
  isLost?: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  const { packages, software, home, leftOut, removed, sizeBytes } = changes;
  const isEmpty = software.items.length === 0 && home.items.length === 0 && removed === 0;
  return (
    <section
      className="labcommons-Changes"
      aria-label={isLost ? trans.__('What is lost') : trans.__('What the environment holds')}
      tabIndex={0}
    >
      <h3>
        {isEmpty
          ? trans.__('Nothing was changed since the server was made from its image')
          : trans.__('It holds %1 beyond its image', formatBytes(sizeBytes))}
      </h3>
      {packages.length > 0 && (
        <details open>
          <summary>{trans._n('One package', '%1 packages', packages.length)}</summary>
          <ul className="labcommons-Changes-packages">
            {packages.map(({ manager, name, version }) => (
              <li key={`${manager} ${name}`}>
                {name} <small>{[version, manager].filter(Boolean).join(' · ')}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Group
        title={trans.__('Files in the home directory')}
        group={home}
        isOpen={true}
        trans={trans}
      />
      <Group title={trans.__('Files elsewhere')} group={software} isOpen={false} trans={trans} />
      {removed > 0 && (
        <p>
          {trans._n(
            'One file or folder was removed.',
            '%1 files or folders were removed.',
            removed
          )}
        </p>
      )}
      {leftOut.length > 0 && !isLost && (
        <details open>
          <summary>{trans.__('Left out of the image')}</summary>
          <ul className="labcommons-Changes-paths">
            {leftOut.map(({ path, reason }) => (
              <li key={path}>
                <MiddleCut text={path} />
                <small>{reasonWords(reason, trans)}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
