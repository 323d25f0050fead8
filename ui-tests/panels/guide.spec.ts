import { expect, test } from './fixtures.js';

test('the mark in a panel opens its page of the guide, and the menu Help the first one', async ({
  page,
  openLab,
  panel
}) => {
  await openLab();
  await page.evaluate(() => {
    const opened: string[] = [];
    Object.assign(window, { opened, open: (url: string) => void opened.push(url) });
  });
  const opened = () =>
    page.evaluate(() =>
      (window as unknown as { opened: string[] }).opened.map(url => new URL(url).pathname)
    );
  await page.sidebar.openTab('labcommons-jobs');
  await panel.getByRole('button', { name: 'What is this? Opens the guide' }).click();
  await expect.poll(opened).toEqual(['/hub/guide/jobs']);
  await page.menu.clickMenuItem('Help>LabCommons Guide');
  await expect.poll(opened).toEqual(['/hub/guide/jobs', '/hub/guide']);
});
