import type { MountTable } from '../../src/mounts/ports.js';

/** A table of mounts, and directories to try it with. */
export interface TableUnderTest {
  readonly table: MountTable;
  /** Two existing directories. */
  readonly directories: readonly [string, string];
  /** An existing workspace: `<user id>/<server>/workspace`. */
  readonly workspace: string;
}

/** What every table of mounts does, the fake one and the kernel's. */
export function describeMountTable(open: () => TableUnderTest): void {
  const at = (path: string) => ({ workspace: open().workspace, path });
  const here = () =>
    open()
      .table.list()
      .filter(({ workspace }) => workspace === open().workspace);

  it('has what was mounted, with its access and by the name of its directory, until it is taken away', async () => {
    const { table, directories, workspace } = open();
    const [first, second] = directories;
    await table.prepare(workspace, ['Storage/kim/a', 'b']);
    await table.mount(at('Storage/kim/a'), first, 'write');
    await table.mount(at('b'), second, 'read');
    expect(here()).toEqual([
      { ...at('b'), access: 'read', source: await table.identify(second) },
      { ...at('Storage/kim/a'), access: 'write', source: await table.identify(first) }
    ]);
    await table.unmount(at('b'));
    expect(here()).toEqual([
      { ...at('Storage/kim/a'), access: 'write', source: await table.identify(first) }
    ]);
    await table.unmount(at('Storage/kim/a'));
    expect(here()).toEqual([]);
  });

  it('takes away what is not there without complaint', async () => {
    const { table, workspace } = open();
    await table.prepare(workspace, ['c']);
    await table.unmount(at('c'));
    expect(here()).toEqual([]);
  });

  it('mounts nothing over something, and nothing where nothing was prepared', async () => {
    const { table, directories, workspace } = open();
    const [first, second] = directories;
    await table.prepare(workspace, ['d']);
    await table.mount(at('d'), first, 'read');
    await expect(table.mount(at('d'), second, 'read')).rejects.toThrow();
    await expect(table.mount(at('unprepared'), second, 'read')).rejects.toThrow();
    expect(here()).toEqual([{ ...at('d'), access: 'read', source: await table.identify(first) }]);
    await table.unmount(at('d'));
  });

  it('does not know a directory that is not there', async () => {
    const { table, directories } = open();
    await expect(table.identify(`${directories[0]}/missing`)).rejects.toThrow();
  });
}
