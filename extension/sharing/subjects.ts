import type { TranslationBundle } from '@jupyterlab/translation';

import type { SubjectRef } from '../../hub/contract/grants.js';
import { mayDoInGroup, type Group, type Person } from '../../hub/contract/groups.js';
import type { PickerOption } from '../ui/Picker.js';

/** Somebody a thing can be shared with, as the dialog offers it. */
export interface SubjectOption extends PickerOption {
  readonly subject: SubjectRef;
}

export function subjectKey({ kind, id }: { kind: string; id: string }): string {
  return `${kind}:${id}`;
}

interface Offer {
  readonly text: string;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly isAdmin: boolean;
  /** Who has access already, and the owner. */
  readonly taken: ReadonlySet<string>;
}

/** Everyone, groups that one may share with, then people: what begins as it was typed. */
export function offerOf(offer: Offer, trans: TranslationBundle): SubjectOption[] {
  const wanted = offer.text.toLowerCase();
  const begins = (text: string) =>
    text
      .toLowerCase()
      .split(/[\s_-]+/)
      .concat(text.toLowerCase())
      .some(word => word.startsWith(wanted));
  const option = (subject: SubjectRef, label: string, detail: string): SubjectOption => ({
    key: subjectKey(subject),
    subject,
    label,
    detail,
    kind: subject.kind,
    against: offer.taken.has(subjectKey(subject)) ? trans.__('has access already') : null
  });
  const everyone = trans.__('Everyone');
  return [
    ...(offer.isAdmin && begins(everyone)
      ? [option({ kind: 'everyone', id: '' }, everyone, trans.__('every user of the hub'))]
      : []),
    ...offer.groups
      .filter(group => mayDoInGroup(group, 'share') && begins(group.name))
      .map(group =>
        option(
          { kind: 'group', id: group.id },
          group.name,
          trans._n('group, %1 member', 'group, %1 members', group.members)
        )
      ),
    ...offer.people.map(({ name, displayName }) =>
      option({ kind: 'user', id: name }, displayName || name, name)
    )
  ];
}
