import { sciServerLink } from './sciserver-links.js';

describe('links of SciServer', () => {
  it.each([
    ['/apps?d=Small&p=lab', 'apps?d=Small&p=lab'],
    ['/compute/run?dom=Small', 'compute/run?dom=Small'],
    ['/compute/new/?a=1?b', 'compute/new?a=1?b'],
    ['/apps', 'apps'],
    ['/compute', ''],
    ['/compute/run/..', ''],
    ['/appsandmore?d=1', ''],
    ['/lab', '']
  ])('%s is the hub’s %s', (url, below) => {
    expect(sciServerLink(url, '/')).toBe(below);
    expect(sciServerLink(`/lc${url}`, '/lc/')).toBe(below);
  });

  it('lie below the path of the site only', () => {
    expect(sciServerLink('/apps?d=1', '/lc/')).toBe('');
  });
});
