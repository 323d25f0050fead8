import fc from 'fast-check';

import { formatAddress, parseAddress } from './address.js';

const segment = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter(text => !/[/\0]/.test(text) && text !== '.' && text !== '..');

describe('addresses of volumes', () => {
  it.each([
    ['Storage/kim/persistent', { kind: 'user', root: 'Storage', owner: 'kim', name: 'persistent' }],
    ['Temporary/a@b.c/jobs', { kind: 'user', root: 'Temporary', owner: 'a@b.c', name: 'jobs' }],
    ['Data/Sky Survey 2', { kind: 'data', name: 'Sky Survey 2' }],
    ['01HZY3V9Q2K8M4N6P7R5S1T0WX', { kind: 'id', id: '01HZY3V9Q2K8M4N6P7R5S1T0WX' }]
  ])('reads %s', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  it.each([
    '',
    '/',
    'Storage',
    'Storage/kim',
    'Storage/kim/',
    '/Storage/kim/persistent',
    'Storage//persistent',
    'Storage/../persistent',
    'Storage/kim/.',
    'Storage/kim/persistent/notes',
    'Data',
    'Data/',
    'Data/..',
    'Data/kim/x',
    'Data/a\0b',
    'data/sdss',
    '01hzy3v9q2k8m4n6p7r5s1t0wx',
    '01HZY3V9Q2K8M4N6P7R5S1T0WI'
  ])('refuses %j', text => {
    expect(parseAddress(text)).toBeNull();
  });

  it('reads back every address it writes', () => {
    const address = fc.oneof(
      fc.record({ kind: fc.constant('data' as const), name: segment }),
      fc.record({
        kind: fc.constant('user' as const),
        root: segment.filter(root => root !== 'Data'),
        owner: segment,
        name: segment
      })
    );
    fc.assert(
      fc.property(address, written => {
        expect(parseAddress(formatAddress(written))).toEqual(written);
      })
    );
  });

  it('makes of any text an address that says the same, or none', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('Data', 'Storage', 'kim', '..', '.', '', 'a b'), { maxLength: 5 })
        .map(p => p.join('/'))
    );
    fc.assert(
      fc.property(text, given => {
        const address = parseAddress(given);
        if (address && address.kind !== 'id') {
          expect(formatAddress(address)).toBe(given);
        }
      }),
      { numRuns: 1000 }
    );
  });
});
