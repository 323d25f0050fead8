/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import { LinkForm } from './link-form';

const trans = nullTranslator.load('labcommons');
const form = (file = { volume: 'Storage/kim/thesis', path: 'fits/a b.ipynb' }) =>
  new LinkForm({ file, images: [], addressOf: path => `https://hub.test/hub/${path}`, trans });

describe('a link that is being made', () => {
  it('is there at once, and follows what is chosen', () => {
    const link = form();
    expect(link.url).toBe('https://hub.test/hub/apps?file=Storage/kim/thesis/fits/a+b.ipynb');
    link.set({ image: 'scipy', name: ' Fits ', input: '{"z": 1}' });
    expect(link.url).toBe(
      'https://hub.test/hub/apps?file=Storage/kim/thesis/fits/a+b.ipynb&image=scipy&name=Fits&arguments=eyJ6IjoxfQ'
    );
  });

  it('says what is wrong with its arguments, and leaves them out', () => {
    const link = form();
    link.set({ input: '{z: 1}' });
    expect(link.mistake).toContain('no JSON');
    expect(link.url).not.toContain('arguments');
    link.set({ input: JSON.stringify('x'.repeat(16 * 1024)) });
    expect(link.mistake).toContain('16 KiB');
    link.set({ input: ' ' });
    expect(link.mistake).toBeNull();
  });
});
