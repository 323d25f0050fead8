/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import React from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

import type { Quota } from '../../hub/contract/volumes';
import { makeVolume } from '../testing/sample-volumes';
import type { IVolumesModel } from '../tokens';
import { QuotasView } from './components/QuotasView';

const trans = nullTranslator.load('labcommons');
const MIB = 1024 ** 2;

const storage: Quota = {
  root: 'Storage',
  title: 'Storage',
  description: 'Kept for good',
  mayCreate: true,
  bytes: 4_096 * MIB,
  bytesLimit: 10_240 * MIB,
  files: 12,
  filesLimit: 100,
  trashBytes: 0,
  countedAt: '2026-03-01T12:00:00Z',
  readOnlyAt: null
};

/** What the dialog says, without its marks. */
function said(state: IVolumesModel['state'], quotas: readonly Quota[]): string {
  const owner = {};
  const model = {
    user: 'kim',
    state,
    quotas,
    volumes: [
      makeVolume(1, 'Storage/kim/thesis', { usage: { bytes: 5 * MIB, files: 3 } }),
      makeVolume(2, 'Storage/ana/hers', { usage: { bytes: 7 * MIB, files: 4 } }),
      makeVolume(3, 'Temporary/kim/scratch', { expiry: { days: 30, nextAt: null } })
    ],
    changed: new Signal<object, void>(owner)
  } as unknown as IVolumesModel;
  return renderToStaticMarkup(React.createElement(QuotasView, { model, trans }))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('quotas', () => {
  it('say what is used by bytes and files, and by which of one’s own volumes', () => {
    const text = said({ kind: 'ready' }, [storage]);
    expect(text).toContain('4 / 10 GB');
    expect(text).toContain('12 / 100 files');
    expect(text).toContain('thesis 5 MB in 3 files');
    expect(text).not.toContain('hers');
  });

  it('say that there is no limit, and that what is there goes', () => {
    const text = said({ kind: 'ready' }, [
      { ...storage, root: 'Temporary', title: 'Temporary', bytesLimit: null, filesLimit: null }
    ]);
    expect(text).toContain('4 GB, no limit');
    expect(text).toContain('12 files, no limit');
    expect(text).toContain('What nobody has changed for 30 days is removed');
  });

  it.each([
    ['what lies in the trash', { trashBytes: 1_024 * MIB }, '1 GB of it in the trash'],
    ['that nothing was counted', { countedAt: null }, 'not counted yet'],
    [
      'until when one may write',
      { readOnlyAt: '2199-01-01T00:00:00Z' },
      'else servers and jobs lose write access'
    ],
    ['that one may only read', { readOnlyAt: '2020-01-01T00:00:00Z' }, 'until you delete something']
  ])('say %s', (_case, more, words) => {
    expect(said({ kind: 'ready' }, [{ ...storage, ...more }])).toContain(words);
  });

  it('that are not there yet, or could not be read, say so', () => {
    expect(said({ kind: 'loading' }, [])).not.toContain('could not be read');
    expect(said({ kind: 'ready' }, [])).toContain('The quotas could not be read');
  });
});
