import { honourIfMatch } from './etag.js';

describe('If-Match', () => {
  it.each([[undefined], ['*'], ['"3"'], ['"1", "3"'], [' "3" ']])('%j lets version 3 pass', tag => {
    expect(() => honourIfMatch({ headers: { 'if-match': tag } }, 3)).not.toThrow();
  });

  it.each([['"2"'], ['3'], ['W/"3"'], [''], ['"33"']])('%j stops version 3', tag => {
    expect(() => honourIfMatch({ headers: { 'if-match': tag } }, 3)).toThrow(
      expect.objectContaining({ code: 'changed-meanwhile' })
    );
  });
});
