/** @jest-environment node */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { CommandIDs as AppLinkCommands } from './app-links/command-ids';
import { CommandIDs as CatalogueCommands } from './catalogue/command-ids';
import { CommandIDs as CopyCommands } from './copy/command-ids';
import { CommandIDs as DatabaseCommands } from './databases/command-ids';
import { CommandIDs as GroupCommands } from './groups/command-ids';
import { CommandIDs as GuideCommands } from './guide/command-ids';
import { CommandIDs as HomeCommands } from './home/command-ids';
import { CommandIDs as JobCommands } from './jobs/command-ids';
import { CommandIDs as NotificationCommands } from './notifications/command-ids';
import { CommandIDs as QuotaCommands } from './quotas/command-ids';
import { CommandIDs as MountCommands } from './server/mount-command-ids';
import { CommandIDs as PreviewCommands } from './preview/command-ids';
import { CommandIDs as SharingCommands } from './sharing/command-ids';
import { CommandIDs as SnapshotCommands } from './snapshots/command-ids';
import { CommandIDs as VolumeCommands } from './volumes/command-ids';

const ROOT = join(__dirname, '..');
const schemas = readdirSync(join(ROOT, 'schema')).filter(name => name.endsWith('.json'));
const sources = (readdirSync(__dirname, { recursive: true }) as string[])
  .filter(name => /\.tsx?$/.test(name) && !/\.spec\./.test(name))
  .map(name => readFileSync(join(__dirname, name), 'utf8'))
  .join('\n');

test.each(schemas)('%s belongs to a plugin and speaks of commands that exist', file => {
  expect(sources).toContain(`'labcommons:${basename(file, '.json')}'`);
  const text = readFileSync(join(ROOT, 'schema', file), 'utf8');
  const known: string[] = [
    AppLinkCommands,
    CatalogueCommands,
    CopyCommands,
    DatabaseCommands,
    JobCommands,
    GroupCommands,
    GuideCommands,
    HomeCommands,
    MountCommands,
    NotificationCommands,
    PreviewCommands,
    QuotaCommands,
    SharingCommands,
    SnapshotCommands,
    VolumeCommands
  ].flatMap(ids => Object.values(ids));
  const used = [...text.matchAll(/"command": "([^"]+)"/g)].map(([, command]) => command);
  expect(used.filter(command => /^labcommons(-\w+)?:/.test(command ?? ''))).toEqual(used);
  expect(used.filter(command => !known.includes(command ?? ''))).toEqual([]);
});

test('every plugin has a name of ours, and no two have the same', () => {
  const ids = [...sources.matchAll(/(?:\bid: |PLUGIN_ID = )'(labcommons:[\w-]+)'/g)].map(
    ([, id]) => id
  );
  expect(ids.length).toBeGreaterThan(8);
  expect(new Set(ids).size).toBe(ids.length);
});
