import { describeMountTable } from '../../tests/files/mount-table-suite.js';
import { FakeMounts } from '../testing/fake-mounts.js';

describe('a table of mounts in memory', () => {
  const table = new FakeMounts();
  table.missing.add('/a/missing');
  describeMountTable(() => ({
    table,
    directories: ['/a', '/b'],
    workspace: 'u/default/workspace'
  }));
});
