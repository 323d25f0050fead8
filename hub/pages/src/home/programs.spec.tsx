import { find, hide, show } from '../testing/show.js';
import { Programs } from './Programs.js';
import { QuickNotebook } from './QuickNotebook.js';

afterEach(hide);

test('programs open here and ask first, other sites in a tab that knows nothing of us', async () => {
  await show(
    <Programs
      programs={[
        { title: 'Desktop', description: 'A whole desktop', url: '/hub/apps?image=vnc' },
        { title: 'SkyServer', description: '', url: 'https://sky.example.org/dr18' }
      ]}
    />
  );
  const own = find('link', /^Desktop/);
  expect([own?.getAttribute('href'), own?.getAttribute('target')]).toEqual([
    '/hub/apps?image=vnc',
    null
  ]);
  const other = find('link', /SkyServer.*sky\.example\.org/);
  expect([other?.getAttribute('target'), other?.getAttribute('rel')]).toEqual([
    '_blank',
    'noopener noreferrer'
  ]);
});

test('without programs there is no heading for them', async () => {
  await show(<Programs programs={[]} />);
  expect(document.body.textContent).toBe('');
});

test('the quick notebook is a form with the token of the visitor', async () => {
  await show(<QuickNotebook action="/hub/quick" xsrf="token" />);
  const form = document.querySelector('form');
  expect(form?.method).toBe('post');
  expect(form?.getAttribute('action')).toBe('/hub/quick');
  expect(new FormData(form ?? undefined).get('_xsrf')).toBe('token');
});
