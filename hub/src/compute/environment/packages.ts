import type { ChangedPackage } from '../../../contract/images.js';
import type { LayerChange } from '../layer-engine.js';

const BY_FOLDER: readonly (readonly [ChangedPackage['manager'], RegExp])[] = [
  ['conda', /\/conda-meta\/([^/]+)-([^-/]+)-[^-/]+\.json$/],
  ['pip', /\/(?:site|dist)-packages\/([^/]+)-([^-/]+)\.dist-info$/],
  ['apt', /^\/var\/lib\/dpkg\/info\/([^/:]+)(?::[^/]+)?()\.list$/]
];

/** Names that mean the same package: `Foo_Bar` and `foo-bar`. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/**
 * Packages that were installed, recognised by the folders and files that their installers leave. One that conda installed
 * is not named a second time for pip.
 */
export function packagesOf(changes: readonly LayerChange[]): ChangedPackage[] {
  const found = new Map<string, ChangedPackage>();
  for (const [manager, pattern] of BY_FOLDER) {
    for (const { path, kind } of changes) {
      const match = kind === 'added' ? pattern.exec(path) : null;
      const [, name = '', version = ''] = match ?? [];
      if (match && !found.has(canonical(name))) {
        found.set(canonical(name), { manager, name, version });
      }
    }
  }
  return [...found.values()].sort((a, b) => canonical(a.name).localeCompare(canonical(b.name)));
}
