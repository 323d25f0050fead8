import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findInstallation } from '../installation.js';
import { Guide } from './guide.js';

describe('the guide', () => {
  let docs: string;
  const write = (name: string, text: string) => writeFileSync(join(docs, 'guide', name), text);

  beforeEach(() => {
    docs = mkdtempSync(join(tmpdir(), 'lc-guide-'));
    mkdirSync(join(docs, 'guide'));
    mkdirSync(join(docs, 'screenshots'));
    writeFileSync(join(docs, 'screenshots/a.png'), '');
    writeFileSync(join(docs, 'screenshots/b.png'), '');
  });
  afterEach(() => rmSync(docs, { recursive: true }));

  it('of this version is whole: every link and picture of it is there', () => {
    const guide = new Guide(findInstallation().docs, '/hub/guide');
    expect(guide.mistakes).toEqual([]);
    const pages = guide.list();
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.every(({ title, name, body }) => title !== name && body.includes('<h1'))).toBe(
      true
    );
  });

  it('has its pages in the order of the first one, with addresses below its path', () => {
    write('README.md', '# Start\n[Two](two.md) and [One](one.md)');
    write('one.md', '# One\n![A](../screenshots/a.png)');
    write('two.md', '# Two\n[back](README.md), [there](one.md#part)');
    const guide = new Guide(docs, '/lc/hub/guide');
    expect(guide.list().map(({ name, title }) => [name, title])).toEqual([
      ['README', 'Start'],
      ['two', 'Two'],
      ['one', 'One']
    ]);
    expect(guide.find('')?.body).toContain('href="/lc/hub/guide/two"');
    expect(guide.find('two')?.body).toContain('href="/lc/hub/guide"');
    expect(guide.find('two')?.body).toContain('href="/lc/hub/guide/one#part"');
    expect(guide.find('one')?.body).toContain('src="/lc/hub/guide/pictures/a.png"');
    expect(guide.picture('a.png')).toBe(join(docs, 'screenshots/a.png'));
    expect(['b.png', '../guide/one.md', 'c.png'].map(name => guide.picture(name))).toEqual([
      null,
      null,
      null
    ]);
    expect(guide.find('three')).toBeNull();
  });

  it.each([
    ['a page that is not there', '[x](three.md)', 'three.md'],
    ['a picture that is not there', '![x](../screenshots/c.png)', '../screenshots/c.png'],
    ['a file elsewhere', '[x](../architecture.md)', '../architecture.md'],
    ['an address without TLS', '[x](http://example.org)', 'http://example.org']
  ])('finds the link to %s, and goes on without it', (_, text, href) => {
    write('README.md', `# Start\n${text}`);
    const guide = new Guide(docs, '/hub/guide');
    expect(guide.mistakes).toEqual([href]);
    expect(guide.picture('c.png')).toBeNull();
    expect(guide.find('')?.title).toBe('Start');
  });

  it('finds pages that nothing leads to', () => {
    write('README.md', '# Start');
    write('one.md', '# One');
    expect(new Guide(docs, '/hub/guide').mistakes).toEqual(['one.md']);
  });
});
