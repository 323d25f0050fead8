import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import {
  ReactWidget,
  SidePanel,
  ToolbarButton,
  addIcon,
  fileUploadIcon
} from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel, SplitPanel } from '@lumino/widgets';
import React from 'react';

import type { Task } from '../../hub/contract/tasks.js';
import { dataSetIcon } from '../catalogue/icons.js';
import type { HubConnection } from '../api/connection.js';
import type {
  IHubEvents,
  IHubSearch,
  ITasksModel,
  IVolumeFilesView,
  IVolumesModel
} from '../tokens.js';
import { HubAbsent } from '../ui/HubAbsent.js';
import { VolumesView } from './components/VolumesView.js';
import { volumesIcon } from './icons.js';
import { sectionOf } from './sections.js';
import type { VolumesView as View } from './view.js';

/** Where the panel has its volumes from, if there is such a place. */
export type VolumesSource =
  | {
      readonly kind: 'hub';
      readonly model: IVolumesModel;
      readonly tasks: ITasksModel;
      readonly events: IHubEvents;
      readonly view: View;
      readonly search: IHubSearch | null;
      readonly filesOf: (isShown: () => boolean) => IVolumeFilesView;
    }
  | {
      readonly kind: 'absent';
      readonly connection: Exclude<HubConnection, { kind: 'own' }>;
    };

interface VolumesPanelOptions {
  readonly source: VolumesSource;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
  readonly onOpen: (id: string) => void;
  readonly onNew: () => void;
  readonly onDataSets: () => void;
  readonly onQuotas: () => void;
  readonly onCancelTask: (task: Task) => void;
}

/** The Volumes panel of the side bar: the volumes above, the files of the chosen one below. */
export class VolumesPanel extends SidePanel {
  constructor(private readonly options: VolumesPanelOptions) {
    super({ content: contentOf(options.source), translator: options.translator });
    const { trans, source } = options;
    this.id = 'labcommons-volumes';
    this.addClass('labcommons-Panel');
    this.addClass('labcommons-VolumesPanel');
    this.title.icon = volumesIcon;
    this.title.caption = trans.__('Volumes');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Volumes'));
    const heading = document.createElement('h2');
    heading.textContent = trans.__('Volumes');
    this.toolbar.node.setAttribute('aria-label', trans.__('Volumes panel toolbar'));
    this.toolbar.addItem('title', new TitleWidget(heading));
    this.files = source.kind === 'hub' ? source.filesOf(() => this.isVisible) : null;
    if (source.kind === 'hub') this.addButtons();
    this.addWidget(bodyOf(options));
    if (this.files) {
      const lower = new Panel();
      lower.addClass('labcommons-VolumesPanel-files');
      lower.addWidget(this.files.uploads);
      lower.addWidget(this.files.widget);
      lower.hide();
      this.lower = lower;
      this.addWidget(lower);
      this.files.placeChanged.connect(this.onPlace, this);
    }
  }

  /** The file browser of the lower half; null without a hub. */
  readonly files: IVolumeFilesView | null;

  /** Selects a volume and shows its files, or a folder in it, below. */
  async open(id: string, path = ''): Promise<void> {
    const { source } = this.options;
    const volume = source.kind === 'hub' ? source.model.find(id) : null;
    if (source.kind !== 'hub' || !volume) return;
    const { view, model } = source;
    view.setExpanded(sectionOf(volume, model.user), true);
    view.active = volume.id;
    if (this.lower?.isHidden) {
      this.lower.show();
      (this.content as SplitPanel).setRelativeSizes([1, 1]);
    }
    await this.files?.show({ volume: volume.address, path });
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    const { source } = this.options;
    if (source.kind !== 'hub') return;
    source.model.open();
    source.tasks.open();
  }

  protected override onActivateRequest(_msg: Message): void {
    // A list that is still on its way takes the focus over when it comes.
    (this.node.querySelector<HTMLElement>('[role="tree"]') ?? this.node).focus();
  }

  private addButtons(): void {
    const { trans } = this.options;
    this.toolbar.addItem(
      'new',
      new ToolbarButton({
        icon: addIcon,
        tooltip: trans.__('New volume…'),
        actualOnClick: true,
        onClick: () => this.options.onNew()
      })
    );
    this.toolbar.addItem(
      'dataSets',
      new ToolbarButton({
        icon: dataSetIcon,
        tooltip: trans.__('Data sets'),
        actualOnClick: true,
        onClick: () => this.options.onDataSets()
      })
    );
    const upload = new ToolbarButton({
      icon: fileUploadIcon,
      tooltip: trans.__('Upload files into the folder below'),
      enabled: false,
      actualOnClick: true,
      onClick: () => this.files?.upload('files')
    });
    const enable = () => (upload.enabled = this.mayWrite);
    this.files?.placeChanged.connect(enable, this);
    if (this.options.source.kind === 'hub') this.options.source.model.changed.connect(enable, this);
    this.toolbar.addItem('upload', upload);
  }

  /** Into the folder that is shown below. */
  private get mayWrite(): boolean {
    const { source } = this.options;
    const place = this.files?.place;
    if (source.kind !== 'hub' || !place) return false;
    return source.model.find(place.volume)?.privileges.includes('write') ?? false;
  }

  private onPlace(): void {
    const { source } = this.options;
    if (source.kind !== 'hub') return;
    const place = this.files?.place;
    source.view.opened = (place && source.model.find(place.volume)?.id) ?? null;
  }

  private readonly lower: Panel | null = null;
}

class TitleWidget extends Panel {
  constructor(heading: HTMLElement) {
    super();
    this.addClass('labcommons-VolumesPanel-title');
    this.node.append(heading);
  }
}

function contentOf(source: VolumesSource): Panel {
  if (source.kind === 'absent') return new Panel();
  return new SplitPanel({ orientation: 'vertical', spacing: 1 });
}

function bodyOf(options: VolumesPanelOptions): ReactWidget {
  const { source, trans } = options;
  const body = ReactWidget.create(
    source.kind === 'absent' ? (
      <HubAbsent connection={source.connection} trans={trans} />
    ) : (
      <VolumesView
        model={source.model}
        tasks={source.tasks}
        events={source.events}
        view={source.view}
        search={source.search}
        trans={trans}
        onOpen={options.onOpen}
        onNew={options.onNew}
        onQuotas={options.onQuotas}
        onCancelTask={options.onCancelTask}
      />
    )
  );
  body.addClass('labcommons-VolumesPanel-content');
  return body;
}
