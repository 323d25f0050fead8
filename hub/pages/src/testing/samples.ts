import type { Domain, Image } from '../../../contract/compute.js';
import type { ServerOptions } from '../../../contract/server-options.js';
import type { Server } from '../../../contract/servers.js';

const GB = 1024 ** 3;

export function makeServer(number: number, part: Partial<Server> = {}): Server {
  const { name = 'default', state = 'running' } = part;
  return {
    id: `01JD0000000000000000000${String(number).padStart(3, '0')}`,
    name,
    displayName: name,
    kind: 'lab',
    state,
    reason: null,
    logTail: null,
    domain: 'small',
    image: 'science',
    volumes: 'default',
    pending: null,
    queue: null,
    url: state === 'running' ? `/user/kim/${name === 'default' ? '' : `${name}/`}` : null,
    createdAt: '2026-11-21T08:00:00.000Z',
    startedAt: null,
    lastActivityAt: null,
    idleStopAt: null,
    endsAt: null,
    memory: { usedBytes: null, limitBytes: 4 * GB },
    layer: { usedBytes: null, limitBytes: null },
    mounts: [],
    liveMounts: true,
    version: 1,
    ...part
  };
}

function image(id: string, title: string, description: string): Image {
  return {
    id,
    title,
    description,
    kind: 'lab',
    runsNotebooks: true,
    reason: null,
    kernels: [{ name: 'python3', displayName: 'Python 3', language: 'python' }],
    owner: null,
    saved: null
  };
}

function domain(id: string, title: string, images: string[], memory: number): Domain {
  return {
    id,
    title,
    description: `For ${title.toLowerCase()} work`,
    kinds: ['interactive'],
    images,
    limits: {
      memoryBytes: memory * GB,
      cores: memory / 4,
      jobTimeSeconds: 3600,
      runningJobs: 2,
      runningServers: 10,
      lifeSeconds: null,
      layerBytes: 8 * GB,
      idleSeconds: 72 * 3600
    },
    freeSlots: 2,
    freeServers: 3
  };
}

export const OPTIONS: ServerOptions = {
  domains: [
    domain('small', 'Small', ['science', 'plain'], 4),
    domain('large', 'Large', ['science'], 32)
  ],
  images: [
    image('science', 'Scientific Python', 'numpy, scipy, astropy'),
    image('plain', 'Minimal', '')
  ],
  volumes: [
    {
      volume: 'Storage/kim/persistent',
      title: 'persistent',
      description: '',
      kind: 'own',
      owner: 'kim',
      access: 'write',
      byDefault: true
    },
    {
      volume: 'Storage/ana/survey',
      title: 'survey',
      description: '',
      kind: 'shared',
      owner: 'ana',
      access: 'read',
      byDefault: false
    },
    {
      volume: 'Data/sdss',
      title: 'SDSS spectra',
      description: 'Release 18',
      kind: 'data',
      owner: null,
      access: 'read',
      byDefault: true
    }
  ],
  last: null,
  liveVolumes: true,
  limit: { most: 3, used: 2 }
};
