import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the hub brings along beside its own programs. */
export interface Installation {
  /** Directory of the prebuilt JupyterLab extension, mounted into every server. */
  readonly extension: string;
  /** The job runner's one file. */
  readonly runner: string;
  /** Directory with the users' guide and its pictures. */
  readonly docs: string;
}

/** The hub's package, found upwards since compiled files lie at another depth than their sources. */
export function hubPackage(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json'))) {
    directory = dirname(directory);
  }
  return directory;
}

/** The published package carries extension and guide inside; in the repository they lie beside the hub. */
export function findInstallation(): Installation {
  const hub = hubPackage();
  const brought = (name: string): string => {
    const inside = join(hub, name);
    return existsSync(inside) ? inside : join(hub, '..', name);
  };
  return {
    extension: brought('labextension'),
    runner: join(hub, 'runner/runner.py'),
    docs: brought('docs')
  };
}
