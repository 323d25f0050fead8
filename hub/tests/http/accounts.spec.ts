import { Harness } from './harness.js';

describe('accounts', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start();
  });
  afterEach(async () => {
    expect(harness.internalErrors).toEqual([]);
    await harness.stop();
  });

  it('tells a signed-in user and an API token who they are', async () => {
    const kim = await harness.signedIn('kim');
    expect((await kim.api('GET', '/me')).json()).toMatchObject({ name: 'kim', admin: false });
    const script = await harness.withToken('kim');
    expect((await script.api('GET', '/me')).json()).toMatchObject({ name: 'kim' });
  });
});
