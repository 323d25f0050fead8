/** Root volumes that every hub has, and what they are for. */
export const ROOTS = ['Storage', 'Temporary'] as const;

/** First segment of the address of a data volume. */
export const DATA = 'Data';

/** Where a volume is looked for: by id, or by its parts. */
export type Address =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'user'; readonly root: string; readonly owner: string; readonly name: string }
  | { readonly kind: 'data'; readonly name: string };

const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Null when it can be no volume's address: `Storage/kim/persistent`, `Data/sdss` or an id. */
export function parseAddress(text: string): Address | null {
  const parts = text.split('/');
  if (parts.some(part => part === '' || part === '.' || part === '..' || part.includes('\0'))) {
    return null;
  }
  const [first, second, third, ...rest] = parts as [string, ...(string | undefined)[]];
  if (rest.length > 0) {
    return null;
  }
  if (second === undefined) {
    return ID.test(first) ? { kind: 'id', id: first } : null;
  }
  if (third === undefined) {
    return first === DATA ? { kind: 'data', name: second } : null;
  }
  return first === DATA ? null : { kind: 'user', root: first, owner: second, name: third };
}

export function formatAddress(address: Exclude<Address, { kind: 'id' }>): string {
  return address.kind === 'data'
    ? `${DATA}/${address.name}`
    : `${address.root}/${address.owner}/${address.name}`;
}

/** Where a volume wants to be below the workspace: data volumes without `Data/`. */
export function preferredMountPath(volume: {
  readonly kind: 'user' | 'data';
  readonly name: string;
  readonly address: string;
}): string {
  return volume.kind === 'data' ? volume.name : volume.address;
}
