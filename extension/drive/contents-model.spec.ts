/** @jest-environment node */
import { bytesOf, contentOf } from './contents-model';
import { untitledNames } from './untitled';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('contentOf', () => {
  it('parses notebooks, keeps text, and takes the rest as base64', () => {
    expect(contentOf(bytes('{"a":1}'), { type: 'notebook', format: undefined })).toEqual({
      content: { a: 1 },
      format: 'json'
    });
    expect(contentOf(bytes('ü'), { type: 'file', format: undefined })).toEqual({
      content: 'ü',
      format: 'text'
    });
    expect(contentOf(new Uint8Array([255, 0]), { type: 'file', format: undefined })).toEqual({
      content: '/wA=',
      format: 'base64'
    });
  });

  it('does not pretend that bytes are the text that was asked for', () => {
    expect(() => contentOf(new Uint8Array([255]), { type: 'file', format: 'text' })).toThrow();
  });
});

test.each([
  [{ format: 'text' as const, content: 'ü' }, bytes('ü')],
  [{ format: 'base64' as const, content: '/wA=' }, new Uint8Array([255, 0])],
  [{ format: 'json' as const, content: { a: 1 } }, bytes('{\n "a": 1\n}\n')],
  [{ format: 'text' as const, content: '' }, new Uint8Array()]
])('%j is saved as the same bytes', async (model, expected) => {
  expect(new Uint8Array(await bytesOf(model).arrayBuffer())).toEqual(expected);
});

test.each([
  [{ type: 'directory' as const }, ['Untitled Folder', 'Untitled Folder 1']],
  [{ type: 'notebook' as const }, ['Untitled.ipynb', 'Untitled1.ipynb']],
  [{ type: 'file' as const, ext: 'md' }, ['untitled.md', 'untitled1.md']]
])('new things of %j are named as Jupyter Server names them', (options, names) => {
  const found = untitledNames(options);
  expect([found.next().value, found.next().value]).toEqual(names);
});
