import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Volume } from '../../../hub/contract/volumes.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { MoreButton } from '../../ui/MoreButton.js';
import { iconOf } from '../icons.js';
import { rowDetail, sharingWords, tipOf } from '../words.js';

interface VolumeRowProps {
  readonly volume: Volume;
  readonly user: string;
  readonly isSelected: boolean;
  /** Whether the files below are this volume's. */
  readonly isOpen: boolean;
  readonly style: React.CSSProperties;
  readonly trans: TranslationBundle;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}

/** One volume in the tree. */
export function VolumeRow(props: VolumeRowProps): JSX.Element {
  const { volume, user, isSelected, isOpen, style, trans, onSelect, onOpen } = props;
  const detail = rowDetail(volume, user, trans, new Date());
  const Icon = iconOf(volume);
  return (
    <div
      id={rowId(volume.id)}
      className="labcommons-Panel-item labcommons-VolumesPanel-item"
      role="treeitem"
      aria-level={2}
      aria-selected={isSelected}
      {...(isOpen && { 'aria-current': true })}
      aria-label={[volume.title, detail, sharingWords(volume, trans)].filter(Boolean).join(', ')}
      data-id={volume.id}
      title={tipOf(volume, user, trans)}
      style={style}
      onMouseDown={onSelect}
      onClick={onOpen}
    >
      <Icon.react tag="span" className="labcommons-Panel-icon" />
      <MiddleCut
        className="labcommons-VolumesPanel-name"
        text={volume.title}
        title={tipOf(volume, user, trans)}
      />
      {volume.title !== volume.name && volume.kind === 'user' && (
        <span className="labcommons-VolumesPanel-address">{volume.name}</span>
      )}
      <span className="labcommons-VolumesPanel-detail">{detail}</span>
      <MoreButton name={volume.title} className="labcommons-Panel-more" trans={trans} />
    </div>
  );
}

/** Id of a row's element, for `aria-activedescendant`. */
export function rowId(key: string): string {
  return `labcommons-volume-${key}`;
}
