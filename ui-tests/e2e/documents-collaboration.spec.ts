import { openFromVolumes } from './documents';
import { COLLABORATION, expect, test } from './fixtures';

test.use({ hubOptions: { image: COLLABORATION } });

test('With jupyter-collaboration notebooks of volumes are still one document each, and are saved', async ({
  page,
  hub
}) => {
  await openFromVolumes(page, hub);
  const config = await page.locator('#jupyter-config-data').textContent();
  const { federated_extensions: extensions } = JSON.parse(config ?? '{}') as {
    federated_extensions: { name: string }[];
  };
  expect(extensions.map(({ name }) => name)).toContain('@jupyter/collaboration-extension');
});
