import type { AppConfig } from '../../../../contract/compute-config.js';
import type { NewImage } from '../../../../contract/site-compute.js';
import { figure, text, texts } from './fields.js';

/** What servers in an image run. */
export type Runs = 'lab' | 'program' | 'sciserver';

export function runsOf(app: AppConfig | null): Runs {
  return app === null ? 'lab' : app.startScript ? 'sciserver' : 'program';
}

function programOf(form: FormData, runs: Runs): AppConfig | null {
  if (runs === 'lab') {
    return null;
  }
  const command = text(form, 'command')
    .split('\n')
    .map(argument => argument.trim())
    .filter(Boolean);
  const port = figure(form, 'port');
  return {
    port: port ?? 8888,
    path: text(form, 'path'),
    stripPrefix: form.has('stripPrefix'),
    ...(runs === 'sciserver' ? { startScript: 'sciserver' } : {}),
    ...(runs === 'program' && command.length > 0 ? { command } : {})
  };
}

/** What the form of an image says. */
export function imageBody(form: FormData): Omit<NewImage, 'app'> & { app: AppConfig | null } {
  return {
    id: text(form, 'id'),
    title: text(form, 'title'),
    description: text(form, 'description'),
    reference: text(form, 'reference'),
    public: form.has('public'),
    domains: texts(form, 'domains'),
    app: programOf(form, text(form, 'runs') as Runs)
  };
}
