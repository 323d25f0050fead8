import { type HubNetwork, findOrMakeNetwork } from '../../src/docker/network.js';
import { mayRunAnEngine, PrivateEngine } from './private-engine.js';

jest.setTimeout(120_000);

// Inside the spare range, where nothing else on a machine that runs tests is.
const ONLY_RANGE = 'base=198.19.240.0/24,size=24';

(mayRunAnEngine ? describe : describe.skip)('the network of a hub', () => {
  let engine: PrivateEngine;

  beforeAll(async () => {
    engine = await PrivateEngine.open([], ['--default-address-pool', ONLY_RANGE]);
  });
  afterAll(() => engine?.close());

  const networkOf = (hubId: string): Promise<HubNetwork> =>
    findOrMakeNetwork(engine.docker, { hubId, dataDir: `/var/lib/${hubId}` });
  const inspect = async ({ name }: HubNetwork) => engine.docker.getNetwork(name).inspect();

  it('is what the engine gives out, and says whose it is', async () => {
    const first = await networkOf('first');
    expect(first.gateway).toBe('198.19.240.1');
    expect((await inspect(first)).Labels).toMatchObject({
      'labcommons.hub': 'first',
      'labcommons.directory': '/var/lib/first'
    });
    expect(await networkOf('first')).toEqual(first);
  });

  it('has a spare range when the engine has none left, each hub another', async () => {
    const second = await networkOf('second');
    const third = await networkOf('third');
    expect([second.gateway, third.gateway]).toEqual(['198.18.0.1', '198.18.16.1']);
    expect((await inspect(third)).Options).toEqual({
      'com.docker.network.bridge.enable_icc': 'false'
    });
    expect(await networkOf('second')).toEqual(second);
  });

  it('is refused, with what to do, when the spare ranges are taken as well', async () => {
    const taken = { Driver: 'default', Config: [{ Subnet: '198.18.0.0/15' }] };
    await Promise.all(
      (await engine.docker.listNetworks({ filters: { type: ['custom'] } })).map(({ Id }) =>
        engine.docker.getNetwork(Id).remove()
      )
    );
    await engine.docker.createNetwork({ Name: 'everything', Driver: 'bridge', IPAM: taken });
    await expect(networkOf('last')).rejects.toMatchObject({
      code: 'engine-refused',
      message: expect.stringContaining('docker network prune')
    });
    expect(await engine.docker.listNetworks({ filters: { name: ['labcommons'] } })).toEqual([]);
  });
});
