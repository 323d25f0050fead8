import { userIcon, usersIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { domainIcon } from './icons.js';

/** Whom something can be shared with. */
export type SubjectKind = 'user' | 'group' | 'everyone';

const ICONS: Record<SubjectKind, typeof userIcon> = {
  user: userIcon,
  group: usersIcon,
  everyone: domainIcon
};

/** The picture of a person, a group, or everyone. */
export function SubjectIcon(props: { kind: SubjectKind }): JSX.Element {
  const Icon = ICONS[props.kind];
  return <Icon.react tag="span" className="labcommons-RowIcon" />;
}
