import type { Volume } from '../../hub/contract/volumes.js';

/** A volume for unit tests; whose it is, its address says. */
export function makeVolume(number: number, address: string, more: Partial<Volume> = {}): Volume {
  const parts = address.split('/');
  const name = parts.at(-1) ?? '';
  const isData = parts[0] === 'Data';
  return {
    id: `01K9ZZZZZZZZZZZZZZZZZZ${String(number).padStart(4, '0')}`,
    address,
    kind: isData ? 'data' : 'user',
    root: parts[0] ?? '',
    owner: isData ? null : (parts[1] ?? null),
    name,
    title: name,
    description: '',
    privileges: ['read', 'write'],
    sharing: 'private',
    isDefault: false,
    mountPath: address,
    usage: null,
    expiry: null,
    overQuota: false,
    version: 1,
    createdAt: '2026-11-20T10:00:00Z',
    ...more
  };
}
