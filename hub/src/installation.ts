import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What the hub brings along beside its own programs. */
export interface Installation {
  /** Directory of the prebuilt JupyterLab extension, mounted into every server. */
  readonly extension: string;
  /** Directory with the configuration of Jupyter that every server gets below the user's own. */
  readonly config: string;
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
    config: join(hub, 'jupyter-config'),
    runner: join(hub, 'runner/runner.py'),
    docs: brought('docs')
  };
}

/**
 * Copies what containers mount into a directory of the hub's own: the engine has the data directory under the path that
 * we know it by, and the programs of a hub that is a container itself, or of another machine, it has not at all.
 * Servers that run have the copies mounted, so these change file by file and stay where they are.
 * @param directory - below the data directory
 */
export function bringAlong(found: Installation, directory: string): Installation {
  const extension = join(directory, 'labextension');
  const config = join(directory, 'jupyter-config');
  const runner = join(directory, 'runner.py');
  makeReadable(directory);
  mirror(found.extension, extension);
  mirror(found.config, config);
  replaceIfOther(found.runner, runner);
  return { ...found, extension, config, runner };
}

/** Whoever a container runs as has to read it. */
function makeReadable(directory: string): void {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o755);
}

function mirror(from: string, to: string): void {
  makeReadable(to);
  const entries = readdirSync(from, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      mirror(source, target);
    } else {
      replaceIfOther(source, target);
    }
  }
  for (const name of readdirSync(to).filter(old => !names.has(old))) {
    rmSync(join(to, name), { recursive: true });
  }
}

function replaceIfOther(source: string, target: string): void {
  const bytes = readFileSync(source);
  if (existsSync(target) && readFileSync(target).equals(bytes)) {
    return;
  }
  writeFileSync(`${target}.new`, bytes, { mode: 0o644 });
  renameSync(`${target}.new`, target);
}
