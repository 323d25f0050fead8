/** @jest-environment node */
import { Signal } from '@lumino/signaling';

import type { VolumeFile } from '../../hub/contract/common';
import { fakeFetch } from '../testing/fake-fetch';
import { makeVolume } from '../testing/sample-volumes';
import type { IVolumeFilesView, IVolumesModel } from '../tokens';
import { ReadmeModel } from './model';

/** A file browser that a test leads about. */
class FakeView {
  readonly listed = new Signal<this, void>(this);
  readonly placeChanged = new Signal<this, VolumeFile | null>(this);
  place: VolumeFile | null = null;
  /** By folder; left out: the list is longer. */
  readonly modified = new Map<string, string | null>();

  modificationOf(): string | null | undefined {
    return this.modified.get(this.place?.path ?? '');
  }

  goTo(path: string): void {
    this.place = { volume: 'Storage/kim/a', path };
    this.placeChanged.emit(this.place);
  }
}

function readmeIn(texts: Record<string, string>) {
  const view = new FakeView();
  const volume = makeVolume(1, 'Storage/kim/a', { description: ' About it ' });
  const volumes = { find: () => volume, changed: new Signal<object, void>({}) };
  const { asked, client } = fakeFetch(({ path }) => {
    const text = texts[path];
    return text === undefined ? new Response(null, { status: 404 }) : new Response(text);
  });
  const model = new ReadmeModel({
    client,
    view: view as unknown as IVolumeFilesView,
    volumes: volumes as unknown as IVolumesModel
  });
  const settled = () => new Promise(resolve => setTimeout(resolve, 0));
  return { view, model, asked, settled };
}

const AT = '/files/Storage/kim/a/data/README.md';

describe('ReadmeModel', () => {
  it('reads the README of the folder that is shown, once as long as it stays as it is', async () => {
    const texts = { [AT]: '# One' };
    const { view, model, asked, settled } = readmeIn(texts);
    view.modified.set('data', '2026-01-01');
    view.goTo('data');
    await settled();
    expect(model.text).toMatchObject({ kind: 'readme', text: '# One', isCut: false });
    view.listed.emit();
    await settled();
    expect(asked).toHaveLength(1);
    texts[AT] = '# Two';
    view.modified.set('data', '2026-01-02');
    view.listed.emit();
    await settled();
    expect(model.text).toMatchObject({ text: '# Two' });
  });

  it('says what the volume says of itself where it has none, and asks for nothing', async () => {
    const { view, model, asked, settled } = readmeIn({});
    view.modified.set('', null).set('data', null);
    view.goTo('');
    expect(model.text).toEqual({ kind: 'description', text: 'About it' });
    view.goTo('data');
    await settled();
    expect(model.text).toEqual({ kind: 'nothing' });
    expect(asked).toEqual([]);
  });

  it('looks where the list is longer than what was read, and is content with nothing', async () => {
    const { view, model, asked, settled } = readmeIn({ [AT]: 'Found' });
    view.goTo('data');
    await settled();
    expect(model.text).toMatchObject({ text: 'Found' });
    view.goTo('other');
    await settled();
    expect(model.text).toEqual({ kind: 'nothing' });
    expect(asked).toHaveLength(2);
  });

  it('never shows the text of a folder that was left', async () => {
    const { view, model, settled } = readmeIn({ [AT]: 'Of data' });
    view.modified.set('data', '1').set('other', null);
    view.goTo('data');
    view.goTo('other');
    await settled();
    expect(model.text).toEqual({ kind: 'nothing' });
  });

  it('reads no more than the beginning of a long one', async () => {
    const { view, model, asked, settled } = readmeIn({ [AT]: 'x'.repeat(200_000) });
    view.modified.set('data', '1');
    view.goTo('data');
    await settled();
    expect(asked[0]?.headers.get('Range')).toBe(`bytes=0-${128 * 1024 - 1}`);
    expect(model.text).toMatchObject({ kind: 'readme', isCut: true });
  });
});
