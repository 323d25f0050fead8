/** One line of the kernel's table of mounts, proc(5). */
export interface MountInfo {
  readonly id: number;
  /** `major:minor` of the file system. */
  readonly device: string;
  /** Path of the mounted directory in its file system. */
  readonly root: string;
  /** Where it is mounted, absolute. */
  readonly point: string;
  readonly readOnly: boolean;
  /** Whether mounts made below it appear in copies of it. */
  readonly isShared: boolean;
}

/** Reads `/proc/<pid>/mountinfo`, in its order: the oldest mount first. */
export function parseMountInfo(text: string): MountInfo[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [id, , device = '', root = '', point = '', options = '', ...rest] = line.split(' ');
      return {
        id: Number(id),
        device,
        root: unescaped(root),
        point: unescaped(point),
        readOnly: options.split(',').includes('ro'),
        isShared: rest.slice(0, rest.indexOf('-')).some(field => field.startsWith('shared:'))
      };
    });
}

/** The mount that a path lies on: the deepest one, of several at one place the last. */
export function mountOf(mounts: readonly MountInfo[], path: string): MountInfo | null {
  return mounts
    .filter(({ point }) => isWithin(path, point))
    .reduce<MountInfo | null>(
      (best, mount) => (best && best.point.length > mount.point.length ? best : mount),
      null
    );
}

/** Names a directory of a file system, whatever path leads to it: `254:0 /srv/volumes/a`. */
export function sourceName({ device, root }: Pick<MountInfo, 'device' | 'root'>): string {
  return `${device} ${root}`;
}

/** What {@link sourceName} will say of a directory once it is mounted; null when it lies on no mount. */
export function sourceAt(mounts: readonly MountInfo[], path: string): string | null {
  const mount = mountOf(mounts, path);
  if (!mount) {
    return null;
  }
  const below = mount.point === '/' ? path : path.slice(mount.point.length);
  const root = mount.root === '/' ? below : mount.root + (below === '/' ? '' : below);
  return sourceName({ device: mount.device, root: root === '' ? '/' : root });
}

export function isWithin(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}

/** Blanks and backslashes are written as `\` and three octal digits, byte by byte. */
function unescaped(field: string): string {
  if (!field.includes('\\')) {
    return field;
  }
  const bytes = Buffer.from(field, 'utf8')
    .toString('latin1')
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
