import { openFromVolumes } from './documents';
import { test } from './fixtures';

test('Notebooks of volumes are one document each, run where they are, and are saved', async ({
  page,
  hub
}) => {
  await openFromVolumes(page, hub);
});
