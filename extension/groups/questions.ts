import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Grant } from '../../hub/contract/grants.js';
import type { Group } from '../../hub/contract/groups.js';
import { lossWords } from './words.js';

/** Asks before something that cannot be undone; doing nothing is the default. */
async function ask(question: {
  title: string;
  body: string;
  keep: string;
  go: string;
}): Promise<boolean> {
  const answer = await showDialog({
    title: question.title,
    body: question.body,
    buttons: [
      Dialog.cancelButton({ label: question.keep }),
      Dialog.warnButton({ label: question.go })
    ],
    defaultButton: 0
  });
  return answer.button.accept;
}

export function askToDelete(
  group: Group,
  grants: readonly Grant[] | null,
  trans: TranslationBundle
): Promise<boolean> {
  return ask({
    title: trans.__('Delete “%1”?', group.name),
    body: trans.__(
      '%1 with it at once what is reached only through it: %2. The files themselves stay with their owners. This cannot be undone.',
      trans._n('Its only member loses', 'Its %1 members lose', group.members),
      lossWords(grants, trans)
    ),
    keep: trans.__('Keep group'),
    go: trans.__('Delete group')
  });
}

export function askToLeave(
  group: Group,
  grants: readonly Grant[] | null,
  trans: TranslationBundle
): Promise<boolean> {
  const back =
    group.kind === 'scienceDomain'
      ? trans.__('You can join again.')
      : trans.__('You can come back only when you are invited again.');
  return ask({
    title: trans.__('Leave “%1”?', group.name),
    body: trans.__(
      'What you reach only through it you lose at once: %1. %2',
      lossWords(grants, trans),
      back
    ),
    keep: trans.__('Stay'),
    go: trans.__('Leave group')
  });
}

export function askToThrowOut(
  group: Group,
  { resource, grantedBy }: Grant,
  trans: TranslationBundle
): Promise<boolean> {
  return ask({
    title: trans.__('Throw “%1” out of “%2”?', resource.name, group.name),
    body: trans.__(
      'Members lose at once what they reach only through the group. %1 can share it again.',
      grantedBy?.displayName || grantedBy?.name || trans.__('Who may share it')
    ),
    keep: trans.__('Keep it shared'),
    go: trans.__('Throw out')
  });
}

export function askToDecline(group: Group, trans: TranslationBundle): Promise<boolean> {
  return ask({
    title: trans.__('Decline the invitation to “%1”?', group.name),
    body: trans.__('You can still join later, but only when you are invited again.'),
    keep: trans.__('Keep invitation'),
    go: trans.__('Decline')
  });
}

export function askToRemove(
  name: string,
  group: Group,
  grants: readonly Grant[] | null,
  trans: TranslationBundle
): Promise<boolean> {
  return ask({
    title: trans.__('Remove %1 from “%2”?', name, group.name),
    body: trans.__(
      'What %1 reaches only through the group is lost to them at once: %2.',
      name,
      lossWords(grants, trans)
    ),
    keep: trans.__('Keep member'),
    go: trans.__('Remove')
  });
}

export function askToHandOver(
  name: string,
  group: Group,
  trans: TranslationBundle
): Promise<boolean> {
  return ask({
    title: trans.__('Hand “%1” over to %2?', group.name, name),
    body: trans.__(
      '%1 becomes the owner, and alone can delete the group or hand it on. You stay as one of its admins; only %1 can give it back.',
      name
    ),
    keep: trans.__('Keep it'),
    go: trans.__('Hand over')
  });
}
