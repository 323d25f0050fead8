import type { TranslationBundle } from '@jupyterlab/translation';

import type { Access } from '../../hub/contract/common.js';
import type { Privilege, ResourceKind } from '../../hub/contract/grants.js';

/** How much of a volume is shared. Writing includes reading; sharing on does not. */
export interface Level {
  readonly access: Access;
  readonly mayShare: boolean;
}

export function levelOf(privileges: readonly Privilege[]): Level {
  return {
    access: privileges.includes('write') ? 'write' : 'read',
    mayShare: privileges.includes('grant')
  };
}

export function privilegesOf({ access, mayShare }: Level): Privilege[] {
  return [
    'read',
    ...(access === 'write' ? (['write'] as const) : []),
    ...(mayShare ? (['grant'] as const) : [])
  ];
}

/** What privileges on a kind of thing allow, in words. */
export function privilegeWords(
  privileges: readonly Privilege[],
  trans: TranslationBundle,
  kind: ResourceKind
): string {
  const words = [
    privileges.includes('write')
      ? trans.__('read & write')
      : privileges.includes('read')
        ? trans.__('read')
        : privileges.includes('use')
          ? kind === 'root'
            ? trans.__('make volumes')
            : trans.__('use')
          : '',
    privileges.includes('grant') ? trans.__('share on') : ''
  ];
  return words.filter(Boolean).join(' · ');
}
