/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import type { Quota } from '../../hub/contract/volumes';
import { HubError } from '../api/hub-error';
import { makeVolume } from '../testing/sample-volumes';
import type { IVolumesModel } from '../tokens';
import { VolumeForm } from './form';

const trans = nullTranslator.load('labcommons');

function modelWith(answer: (...asked: unknown[]) => unknown) {
  const asked: unknown[] = [];
  const take = async (...args: unknown[]) => {
    asked.push(args.at(-1));
    return answer(...args);
  };
  const model = { quotas: [], create: take, change: take } as unknown as IVolumesModel;
  return { asked, model };
}

describe('VolumeForm', () => {
  it.each(['', '../etc', '.hidden', 'a/b', 'ends with a dot.'])(
    'refuses the name “%s” before the hub is asked',
    async name => {
      const { asked, model } = modelWith(() => null);
      const form = new VolumeForm(model, null, trans);
      form.edit({ root: 'Storage', name });
      expect(await form.send()).toBeNull();
      expect(form.mistakes.name).toBeDefined();
      expect(asked).toEqual([]);
    }
  );

  it('offers the roots in which one may make volumes, and says so where there is none', async () => {
    const { asked, model } = modelWith(() => null);
    const quotas = [
      { root: 'Closed', mayCreate: false },
      { root: 'Fast', mayCreate: true }
    ] as Quota[];
    const form = new VolumeForm({ ...model, quotas }, null, trans);
    expect([form.fields.root, form.roots.map(({ root }) => root)]).toEqual(['Fast', ['Fast']]);
    const closed = new VolumeForm({ ...model, quotas: quotas.slice(0, 1) }, null, trans);
    closed.edit({ name: 'paper' });
    expect(await closed.send()).toBeNull();
    expect(closed.mistakes.root).toContain('ask an administrator');
    expect(asked).toEqual([]);
  });

  it('makes a volume with what was said, and leaves the title to the hub when none was given', async () => {
    const made = makeVolume(1, 'Storage/kim/paper');
    const { asked, model } = modelWith(() => made);
    const form = new VolumeForm(model, null, trans);
    form.edit({ root: 'Storage', name: ' paper ' });
    expect(await form.send()).toBe(made);
    expect(asked).toEqual([{ root: 'Storage', name: 'paper', description: '' }]);
  });

  it('sends only what has changed', async () => {
    const volume = makeVolume(1, 'Storage/kim/paper');
    const { asked, model } = modelWith(() => volume);
    const form = new VolumeForm(model, volume, trans);
    form.edit({ description: 'For the journal' });
    await form.send();
    expect(asked).toEqual([{ description: 'For the journal' }]);
  });

  it('puts what the hub refuses at its field, and all else below', async () => {
    let error = new HubError('already-exists', 'taken');
    const { model } = modelWith(() => Promise.reject(error));
    const form = new VolumeForm(model, null, trans);
    form.edit({ root: 'Storage', name: 'paper' });
    expect(await form.send()).toBeNull();
    expect(form.mistakes.name).toContain('already');
    error = new HubError('limit-reached', 'You have 100 volumes.');
    await form.send();
    expect(form.failure).toBe('You have 100 volumes.');
    expect(form.isSending).toBe(false);
  });
});
