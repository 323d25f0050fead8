/** @jest-environment node */
import { newNotebook } from '../../hub/contract/quick-notebook';
import type { IServerModel } from '../tokens';
import { editedFacts, editOfAnother, factsOf, lastEditOf } from './notebook-facts';
import { makeQuickNotebook } from './quick-notebook';

const now = new Date('2026-11-21T12:00:00Z');
const PYTHON = { name: 'python3', displayName: 'Python 3', language: 'python' };
const facts = {
  notebookId: 'n1',
  image: 'scipy',
  lastEdit: { user: 'ana', time: '2026-11-21T11:30:00Z' }
};

describe('a quick notebook', () => {
  const { metadata } = newNotebook(PYTHON, facts);

  it('says who saved it last, in which image', () => {
    expect(factsOf(metadata)).toEqual(facts);
    const edited = editedFacts(facts, { user: 'kim', image: 'r', now });
    expect(edited).toEqual({
      notebookId: 'n1',
      image: 'r',
      lastEdit: { user: 'kim', time: '2026-11-21T12:00:00.000Z' }
    });
  });

  it('warns of somebody else who saved it within the hour, and of nobody else', () => {
    expect(editOfAnother(metadata, 'kim', now)?.user).toBe('ana');
    expect(editOfAnother(metadata, 'ana', now)).toBeNull();
    expect(editOfAnother(metadata, 'kim', new Date('2026-11-21T12:31:00Z'))).toBeNull();
    expect(editOfAnother({}, 'kim', now)).toBeNull();
  });

  it('of SciServer is understood as well', () => {
    const sciserver = {
      imageInfo: { name: 'Essentials' },
      notebookId: 7,
      lastEdit: { user: 'ana', time: Date.parse('2026-11-21T11:30:00Z') }
    };
    expect(lastEditOf({ sciserver })).toEqual({ user: 'ana', at: new Date('2026-11-21T11:30Z') });
    expect(editOfAnother({ sciserver }, 'kim', now)?.user).toBe('ana');
  });

  it.each([
    { labcommons: 'x' },
    { labcommons: { ...facts, lastEdit: { user: 'ana', time: 'yesterday' } } },
    { sciserver: { lastEdit: { user: 'ana', time: 'yesterday' } } },
    { sciserver: { lastEdit: null } }
  ])('says nothing in words that cannot be read: %j', metadata => {
    expect(lastEditOf(metadata)).toBeNull();
  });
});

describe('making a quick notebook', () => {
  function jupyter(present: readonly string[]) {
    const saved: [string, unknown][] = [];
    const contents = {
      get: (path: string) =>
        present.includes(path) ? Promise.resolve({}) : Promise.reject(new Error('404')),
      save: (path: string, model: unknown) => {
        saved.push([path, model]);
        return Promise.resolve({});
      },
      newUntitled: ({ path = '' }) => Promise.resolve({ path: `${path}/Untitled.ipynb` })
    };
    return { saved, contents: contents as never };
  }
  const specs = {
    default: 'ir',
    kernelspecs: {
      ir: { name: 'ir', display_name: 'R', language: 'R', argv: [], env: {}, resources: {} }
    }
  } as never;
  const server = {
    labPathOf: ({ volume }: { volume: string }) =>
      volume === 'Storage/kim/persistent' ? volume : null
  } as unknown as IServerModel;
  const base = { specs, user: 'kim', image: 'r', now };

  it('makes its folder, and sets it to the first kernel', async () => {
    const { saved, contents } = jupyter([]);
    const path = await makeQuickNotebook({ ...base, contents, server });
    expect(path).toBe('Storage/kim/persistent/Quick notebooks/Untitled.ipynb');
    expect(saved[0]).toEqual(['Storage/kim/persistent/Quick notebooks', { type: 'directory' }]);
    expect(saved[1]).toMatchObject([
      path,
      {
        content: {
          metadata: {
            kernelspec: { name: 'ir', display_name: 'R', language: 'R' },
            labcommons: { image: 'r', lastEdit: { user: 'kim', time: now.toISOString() } }
          }
        }
      }
    ]);
  });

  it('leaves a folder that is there alone', async () => {
    const { saved, contents } = jupyter(['Storage/kim/persistent/Quick notebooks']);
    await makeQuickNotebook({ ...base, contents, server });
    expect(saved).toHaveLength(1);
  });

  it('lies where JupyterLab begins when the volume is not mounted', async () => {
    const { contents } = jupyter([]);
    const unmounted = { labPathOf: () => null } as unknown as IServerModel;
    expect(await makeQuickNotebook({ ...base, contents, server: unmounted })).toBe(
      '/Untitled.ipynb'
    );
  });
});
