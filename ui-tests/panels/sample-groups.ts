import type { World } from './world.js';

/** Groups of every kind and standing, with members in every state, and things shared. */
export function fillWithGroups(world: World) {
  const { groups } = world;
  const cosmology = groups.add('cosmology', 'group', {
    owner: 'ana',
    description: 'Simulations of the early universe, and what we make of them.',
    members: { kim: ['member', 'invited'], bob: ['member', 'accepted'] }
  });
  const astro = groups.add('astro-lab', 'group', {
    owner: 'kim',
    description: 'Spectra of the northern survey.',
    page: '# Welcome\n\nBegin with `Welcome.ipynb` in **survey**; questions to [Kim](mailto:kim@example.org).',
    members: {
      ana: ['admin', 'accepted'],
      bob: ['member', 'accepted'],
      chen: ['member', 'invited'],
      dara: ['member', 'declined']
    }
  });
  groups.add('a-group-with-a-very-long-name-for-teaching-2026', 'group', {
    owner: 'bob',
    members: { kim: ['admin', 'accepted'], ana: ['member', 'accepted'] }
  });
  const turbulence = groups.add('Turbulence', 'scienceDomain', {
    owner: 'chen',
    description: 'Direct simulations of turbulent flows, free for everybody.',
    members: { kim: ['member', 'accepted'] }
  });
  const genomics = groups.add('Genomics', 'scienceDomain', { owner: 'dara' });
  groups.share('Data/survey', { kind: 'group', id: astro.group.id }, ['read']);
  groups.share('Storage/kim/persistent', { kind: 'group', id: astro.group.id }, ['read', 'write']);
  return { cosmology, astro, turbulence, genomics };
}
