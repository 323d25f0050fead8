/** @jest-environment node */
import { fakeFetch, json, problem } from '../testing/fake-fetch';
import { Pictures } from './images';

const volume = 'Storage/kim/a';

interface Answer {
  readonly outcome: string;
  readonly encoding?: string;
  readonly content?: string;
}

function picturesIn(answers: Record<string, Answer>) {
  const { asked, client } = fakeFetch(({ path, body }) => {
    if (path !== '/files/read') {
      return new Response('large', {
        status: 206,
        headers: { 'Content-Range': 'bytes 0-4/5', ETag: '"1"' }
      });
    }
    const { files } = body as { files: { volume: string; path: string }[] };
    const items = files.map(file => ({
      ...file,
      encoding: null,
      content: null,
      sizeBytes: null,
      etag: null,
      ...(answers[file.path] ?? { outcome: 'notFound' })
    }));
    return json({ items });
  });
  const pictures = new Pictures(client);
  const at = async (path: string) => {
    const blob = await pictures.at({ volume, path });
    return blob && [blob.type, await blob.text()];
  };
  return { asked, at };
}

it('reads all pictures of a text in one call', async () => {
  const { asked, at } = picturesIn({
    'a.png': { outcome: 'found', encoding: 'base64', content: btoa('pixels') },
    'b.SVG': { outcome: 'found', encoding: 'utf-8', content: '<svg>Größe</svg>' }
  });
  const shown = await Promise.all(['a.png', 'b.SVG', 'gone.gif', 'no-picture.txt'].map(at));
  expect(shown).toEqual([
    ['image/png', 'pixels'],
    ['image/svg+xml', '<svg>Größe</svg>'],
    null,
    null
  ]);
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /files/read']);
  expect((asked[0]?.body as { files: object[] }).files).toHaveLength(3);
});

it('reads at most 100 in one call', async () => {
  const { asked, at } = picturesIn({});
  await Promise.all(Array.from({ length: 230 }, (_, number) => at(`${number}.png`)));
  expect(asked.map(({ body }) => (body as { files: object[] }).files.length)).toEqual([
    100, 100, 30
  ]);
});

it('reads by itself what one call does not hold', async () => {
  const { asked, at } = picturesIn({
    'large.png': { outcome: 'tooLarge' },
    'rest.png': { outcome: 'leftOut' }
  });
  const shown = await Promise.all(['large.png', 'rest.png'].map(at));
  expect(shown).toEqual([
    ['image/png', 'large'],
    ['image/png', 'large']
  ]);
  expect(asked.map(({ path }) => path)).toEqual([
    '/files/read',
    `/files/${volume}/large.png`,
    `/files/${volume}/rest.png`
  ]);
});

it('passes on why nothing could be read', async () => {
  const { client } = fakeFetch(() => problem('files-unavailable', 503));
  const pictures = new Pictures(client);
  await expect(pictures.at({ volume, path: 'a.png' })).rejects.toThrow();
});
