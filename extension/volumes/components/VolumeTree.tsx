import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IVolumesModel } from '../../tokens.js';
import { LINE, SectionTree } from '../../ui/SectionTree.js';
import { rowsOf } from '../sections.js';
import type { VolumesView } from '../view.js';
import { sectionTitle } from '../words.js';
import { VolumeRow, rowId } from './VolumeRow.js';

interface VolumeTreeProps {
  readonly model: IVolumesModel;
  readonly view: VolumesView;
  readonly trans: TranslationBundle;
  readonly onOpen: (id: string) => void;
}

/** Volumes by whose they are: one's own, shared with one, everyone's. */
export function VolumeTree({ model, view, trans, onOpen }: VolumeTreeProps): JSX.Element {
  const { filter, collapsed } = view;
  return (
    <SectionTree
      panel="labcommons-VolumesPanel"
      label={trans.__('Volumes')}
      nothing={trans.__('No volume matches “%1”.', filter.trim())}
      view={view}
      rows={rowsOf(model.volumes, { user: model.user, filter, collapsed })}
      leafOf={volume => ({ id: volume.id, text: volume.title, height: LINE })}
      elementIdOf={rowId}
      titleOf={section => sectionTitle(section, trans)}
      renderItem={(volume, style) => (
        <VolumeRow
          key={volume.id}
          volume={volume}
          user={model.user}
          isSelected={volume.id === view.active}
          isOpen={volume.id === view.opened}
          style={style}
          trans={trans}
          onSelect={() => (view.active = volume.id)}
          onOpen={() => onOpen(volume.id)}
        />
      )}
      onOpen={onOpen}
    />
  );
}
