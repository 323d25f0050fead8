import type { User } from '../../src/accounts/types.js';
import { until } from '../../src/testing/until.js';
import { openRealEngine, type RealEngine, TEST_IMAGE } from './real-engine.js';
import { ServersOnDocker } from './servers-on-docker.js';

jest.setTimeout(180_000);

/** Installs a package with pip, as a user would, but from a wheel that needs no index. */
const INSTALL = `
cd /tmp && python3 - <<'PYTHON'
import zipfile
info = 'starcount-1.2.dist-info/'
with zipfile.ZipFile('starcount-1.2-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('starcount/__init__.py', 'FOUND = 42')
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: starcount\\nVersion: 1.2\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
PYTHON
python3 -m pip install --no-index --no-deps ./starcount-1.2-py3-none-any.whl
echo "mine" > ~/notes.txt; mkdir -p ~/.ssh && echo key > ~/.ssh/id_rsa`;

let real: RealEngine;
let world: ServersOnDocker;
let kim: User;

beforeAll(async () => {
  real = await openRealEngine();
  world = await ServersOnDocker.open(real, { image: TEST_IMAGE });
  kim = await world.user('kim');
});
afterAll(async () => {
  for (const { id } of world?.savedImages.listOf(kim) ?? []) {
    await world.savedImages.remove(kim, id);
  }
  await world?.close();
  await real?.close();
});

it('a server that is started with a saved image has the package that was installed', async () => {
  const { id, token } = await world.run(kim);
  expect(await world.inContainer(id, INSTALL)).toMatch('Successfully installed starcount-1.2');
  const changes = await world.savedImages.changes(kim, '');
  expect(changes).toMatchObject({
    packages: [{ manager: 'pip', name: 'starcount', version: '1.2' }],
    mayBeSaved: true
  });
  expect(changes.home.items.map(({ path }) => path)).toContain('/home/jovyan/notes.txt');
  expect(JSON.stringify(changes.leftOut)).toMatch('/home/jovyan/.ssh');
  expect(JSON.stringify(changes)).not.toMatch('workspace');

  const image = world.savedImages.save(kim, '', { title: 'Star counts', description: '' });
  await world.savedImages.settled();
  expect(world.savedImages.listOf(kim)).toMatchObject([
    { id: image.id, runsNotebooks: true, saved: { state: 'ready' } }
  ]);
  expect(await world.inContainer(id, 'cat ~/notes.txt')).toBe('mine');
  const reference = `labcommons-saved:${image.id.toLowerCase()}`;
  const inspected = JSON.stringify(await real.docker.getImage(reference).inspect());
  expect(inspected).not.toContain(token);
  expect(inspected).not.toMatch(/JUPYTERHUB_|labcommons\.(hub|kind|id|owner|spec)/);

  await world.stop(kim);
  await world.services.settings.edit(kim, '', { image: image.id });
  const next = await world.run(kim);
  expect(
    await world.inContainer(
      next.id,
      'python3 -c "import starcount; print(starcount.FOUND)"; cat ~/notes.txt; ls ~/.ssh'
    )
  ).toMatch(/^42\nmine\nls: .*No such file/);
  const copies = await real.docker.listContainers({
    all: true,
    filters: { name: [`labcommons-image-${image.id.toLowerCase()}`] }
  });
  expect(copies).toEqual([]);
});

it('a hub that ends in the middle lets the server go on, and leaves nothing half made', async () => {
  const { id } = await world.run(kim);
  await world.inContainer(id, 'head -c 300000000 /dev/urandom > ~/large.bin');
  const image = world.savedImages.save(kim, '', { title: 'Never finished', description: '' });
  const name = `labcommons-image-${image.id.toLowerCase()}`;
  await until(
    'the copy to begin',
    async () => {
      const found = await real.docker.listContainers({ all: true, filters: { name: [name] } });
      return found.length > 0;
    },
    30_000
  );
  await world.savedImages.close();
  // What a process that was killed would leave.
  await real.docker.getContainer(`labcommons-server-${id.toLowerCase()}`).pause();
  await world.replace();
  await world.savedImages.recover();
  expect(await real.docker.listContainers({ all: true, filters: { name: [name] } })).toEqual([]);
  expect(await world.inContainer(id, 'echo alive')).toBe('alive');
  expect(world.savedImages.listOf(kim)[0]?.saved).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('started again')
  });
});
