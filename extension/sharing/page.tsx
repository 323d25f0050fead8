import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, shareIcon } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import React from 'react';

import type { IHubEvents } from '../tokens.js';
import { OfflineBanner } from '../ui/OfflineBanner.js';
import { Tabs } from '../ui/Tabs.js';
import { useSignal } from '../ui/use-signal.js';
import { LinksView, type LinkActions } from './links/LinksView.js';
import type { LinksModel } from './links/links-model.js';
import { ReachView, type ReachActions } from './reach/ReachView.js';
import type { ReachModel } from './reach/reach-model.js';

/** The parts of the tab. */
export const PARTS = ['reach', 'links'] as const;
export type Part = (typeof PARTS)[number];

interface SharingPageOptions {
  readonly reach: ReachModel;
  readonly reachActions: ReachActions;
  readonly links: LinksModel;
  readonly linkActions: LinkActions;
  readonly events: IHubEvents;
  readonly trans: TranslationBundle;
}

/** The tab of what reaches the user, and of the links that he has made. */
export class SharingPage extends MainAreaWidget<ReactWidget> {
  constructor(private readonly options: SharingPageOptions) {
    const chosen = new ChosenPart();
    const content = ReactWidget.create(<Body {...options} chosen={chosen} />);
    content.addClass('labcommons-Sharing-content');
    super({ content });
    this.chosen = chosen;
    const { trans } = options;
    this.id = 'labcommons-sharing';
    this.addClass('labcommons-Sharing');
    this.title.closable = true;
    this.title.icon = shareIcon;
    this.title.label = trans.__('Shared');
    this.title.caption = trans.__('What you reach and through whom, and your links');
  }

  choose(part: Part): void {
    this.chosen.part = part;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.options.reach.dispose();
    this.options.links.dispose();
    super.dispose();
  }

  private readonly chosen: ChosenPart;
}

class ChosenPart {
  get part(): Part {
    return this._part;
  }

  set part(part: Part) {
    this._part = part;
    this._changed.emit();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  private _part: Part = 'reach';
  private readonly _changed = new Signal<this, void>(this);
}

function Body(props: SharingPageOptions & { chosen: ChosenPart }): JSX.Element {
  const { chosen, events, trans } = props;
  useSignal(chosen.changed);
  const titles: Record<Part, string> = {
    reach: trans.__('Shared with me'),
    links: trans.__('My links')
  };
  return (
    <div className="labcommons-Sharing-body">
      <OfflineBanner events={events} trans={trans} />
      <Tabs
        tabs={PARTS}
        current={chosen.part}
        titles={titles}
        label={trans.__('Parts of sharing')}
        onChoose={part => (chosen.part = part)}
      />
      <div className="labcommons-Sharing-part" role="tabpanel" aria-label={titles[chosen.part]}>
        {chosen.part === 'reach' ? (
          <ReachView model={props.reach} actions={props.reachActions} trans={trans} />
        ) : (
          <LinksView model={props.links} actions={props.linkActions} trans={trans} />
        )}
      </div>
    </div>
  );
}
