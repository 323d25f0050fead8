import { mountOf, parseMountInfo, sourceAt } from './mount-info';

const TABLE = parseMountInfo(
  [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '42 27 254:0 /var/data/servers /var/data/servers rw,relatime shared:3 - ext4 /dev/vda rw',
    '50 27 0:51 / /mnt/nfs rw,relatime shared:4 master:1 - nfs server:/ rw',
    '60 42 254:0 /var/data/volumes/a /var/data/servers/u/default/workspace/my\\040data\\303\\251 ro,nosuid,nodev shared:5 - ext4 /dev/vda rw',
    '61 42 0:51 /sky /var/data/servers/u/default/workspace/sky rw - nfs server:/ ro',
    ''
  ].join('\n')
);

test('a line is read: place, what is mounted there, and how', () => {
  expect(TABLE).toHaveLength(5);
  expect(TABLE[3]).toEqual({
    id: 60,
    device: '254:0',
    root: '/var/data/volumes/a',
    point: '/var/data/servers/u/default/workspace/my dataé',
    readOnly: true,
    isShared: true
  });
});

test('the options of the file system are not those of the mount', () => {
  expect(TABLE[4]).toMatchObject({ readOnly: false, isShared: false });
});

test.each([
  ['/var/data/servers/u', 42],
  ['/var/data/serversX', 27],
  ['/var/data/servers/u/default/workspace/sky/x', 61],
  ['/', 27]
])('%s lies on mount %i', (path, id) => {
  expect(mountOf(TABLE, path)?.id).toBe(id);
});

test('of several mounts at one place the last is seen', () => {
  const twice = parseMountInfo(
    '1 0 0:1 / / rw - x x rw\n2 1 0:1 /a /m rw - x x rw\n3 2 0:1 /b /m rw - x x rw'
  );
  expect(mountOf(twice, '/m')?.id).toBe(3);
});

test.each([
  ['/var/data/volumes/a', '254:0 /var/data/volumes/a'],
  ['/var/data/servers/u', '254:0 /var/data/servers/u'],
  ['/mnt/nfs/sky', '0:51 /sky'],
  ['/mnt/nfs', '0:51 /'],
  ['/', '254:0 /']
])('%s is mounted as %s', (path, source) => {
  expect(sourceAt(TABLE, path)).toBe(source);
});
