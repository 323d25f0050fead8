import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { GroupDetails } from '../../../hub/contract/groups.js';
import { formatDay } from '../../ui/moments.js';
import { membersCount } from '../words.js';
import { PageText, type TextRenderer } from './PageText.js';

/** What a group is for, whose it is, and the page that those who look after it have written. */
export function About(props: {
  group: GroupDetails;
  renderText: TextRenderer;
  trans: TranslationBundle;
}): JSX.Element {
  const { group, renderText, trans } = props;
  return (
    <div className="labcommons-About">
      {group.description && <p>{group.description}</p>}
      <dl className="labcommons-Facts">
        <dt>{trans.__('Owner')}</dt>
        <dd title={group.owner.name}>{group.owner.displayName || group.owner.name}</dd>
        <dt>{trans.__('Open to')}</dt>
        <dd>
          {group.kind === 'scienceDomain'
            ? trans.__('everybody (science domain)')
            : trans.__('who is invited')}
        </dd>
        <dt>{trans.__('Size')}</dt>
        <dd>{membersCount(group, trans)}</dd>
        <dt>{trans.__('Since')}</dt>
        <dd>{formatDay(new Date(group.createdAt), new Date())}</dd>
      </dl>
      {group.page && <PageText text={group.page} render={renderText} />}
    </div>
  );
}
