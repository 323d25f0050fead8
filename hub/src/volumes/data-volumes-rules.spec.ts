import { belowRoots } from './data-volumes-rules.js';

const ROOTS = ['/srv/data', '/mnt/surveys'];
const FORBIDDEN = ['/srv/data/labcommons'];

describe('a directory to be registered', () => {
  it.each([
    ['/srv/data/sdss', '/srv/data', 'sdss'],
    ['/srv/data/sdss/', '/srv/data', 'sdss'],
    ['/mnt/surveys/a/b', '/mnt/surveys', 'a/b'],
    ['/srv/data/..sdss', '/srv/data', '..sdss']
  ])('%s lies below %s', (directory, root, path) => {
    expect(belowRoots(directory, ROOTS, FORBIDDEN)).toEqual({ root, path });
  });

  it.each([
    '/srv/data',
    '/srv/data/',
    '/srv',
    '/',
    '/etc',
    '/srv/database',
    'srv/data/sdss',
    '',
    '/srv/data/../../etc',
    '/srv/data/./sdss',
    '/srv/data//sdss',
    '/srv/data/sdss/..',
    '/srv/data/a\0b',
    '/srv/data/labcommons',
    '/srv/data/labcommons/volumes/Storage/x',
    '/srv/data/labcommons/'
  ])('%j may not be', directory => {
    expect(belowRoots(directory, ROOTS, FORBIDDEN)).toBeNull();
  });

  it('that holds the hub itself may not be', () => {
    expect(belowRoots('/srv/data', ['/srv'], ['/srv/data/labcommons'])).toBeNull();
  });

  it('lies below nothing where the settings allow nothing', () => {
    expect(belowRoots('/srv/data/sdss', [], [])).toBeNull();
  });
});
