import { join } from 'node:path';
import { writeFileSync } from 'node:fs';

import { expect, openLab, signIn, test } from './fixtures';

/** A server extension that sends one event at once and the other when it is told to. */
const TICKS = `
import asyncio
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

told = asyncio.Event()

class Ticks(JupyterHandler):
    @web.authenticated
    async def get(self):
        self.set_header('Content-Type', 'text/event-stream')
        self.write('data: first\\n\\n')
        await self.flush()
        await told.wait()
        self.finish('data: second\\n\\n')

class Tell(JupyterHandler):
    @web.authenticated
    async def get(self):
        told.set()
        self.finish('told')

def _jupyter_server_extension_points():
    return [{'module': 'ticks'}]

def _load_jupyter_server_extension(app):
    base = app.web_app.settings['base_url']
    app.web_app.add_handlers('.*$', [
        (url_path_join(base, 'ticks'), Ticks),
        (url_path_join(base, 'ticks', 'tell'), Tell),
    ])
`;

const SETTINGS = `
import sys
sys.path.insert(0, '/home/jovyan/extensions')
c.ServerApp.jpserver_extensions = {'ticks': True}
`;

test('Server-sent events and converted notebooks come through as an unmodified server sends them', async ({
  page,
  hub
}) => {
  hub.addUser('ada', 'a long password');
  await signIn(page, hub, 'ada', 'a long password');
  await openLab(page, hub, 'ada');
  const [container] = hub.containers('server');
  const put = (file: string, text: string) =>
    hub.docker(
      ...['exec', container!, 'python3', '-c'],
      'import sys, pathlib; p = pathlib.Path(sys.argv[1]).expanduser(); p.parent.mkdir(parents=True, exist_ok=True); p.write_text(sys.argv[2])',
      ...[file, text]
    );
  put('~/extensions/ticks.py', TICKS);
  put('~/.jupyter/jupyter_server_config.py', SETTINGS);
  await page.goto(hub.page('home'));
  await page.getByRole('button', { name: 'Stop' }).first().click();
  await expect(page.getByText('Stopped').first()).toBeVisible({ timeout: 30_000 });
  await openLab(page, hub, 'ada');
  const config = JSON.parse((await page.locator('#jupyter-config-data').textContent()) ?? '{}') as {
    token: string;
  };
  const headers = { Authorization: `token ${config.token}` };

  await test.step('the first event arrives while the second is not sent yet', async () => {
    const events = await fetch(hub.server('ada', 'ticks'), { headers });
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('data: first\n\n');
    expect(await (await fetch(hub.server('ada', 'ticks/tell'), { headers })).text()).toBe('told');
    expect((await reader.read()).value).toBe('data: second\n\n');
    expect((await reader.read()).done).toBe(true);
  });

  await test.step('a notebook with 5 MB of output is converted', async () => {
    const source = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [
        {
          id: 'a',
          cell_type: 'code',
          execution_count: 1,
          metadata: {},
          source: 'print(…)',
          outputs: [{ output_type: 'stream', name: 'stdout', text: `${'x'.repeat(5e6)}END` }]
        }
      ]
    };
    const volume = hub.volume('Storage/ada/persistent');
    writeFileSync(join(volume, 'large.ipynb'), JSON.stringify(source), { mode: 0o644 });
    const path = 'nbconvert/html/Storage/ada/persistent/large.ipynb';
    const converted = await fetch(hub.server('ada', path), { headers });
    expect(converted.status).toBe(200);
    const html = await converted.text();
    expect(html.length).toBeGreaterThan(5e6);
    expect(html).toContain('xEND');
  });
});
