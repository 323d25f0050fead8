/** Commands on databases, which take `{ id }` or mean the database chosen last in the panel. */
export const CommandIDs = {
  showDatabases: 'labcommons:show-databases',
  /** Opens the tab in which a database is queried. */
  openDatabase: 'labcommons:open-database',
  newDatabase: 'labcommons:new-database',
  editDatabase: 'labcommons:edit-database',
  deleteDatabase: 'labcommons:delete-database',
  copyDatabaseAddress: 'labcommons:copy-database-address',
  /** Takes `{ id, table }`, or means the table chosen last. */
  selectRows: 'labcommons:select-rows',
  /** Takes `{ id }`; `{ from: 'file' }` means the file that is chosen in a file browser. */
  importTable: 'labcommons:import-table',
  runQuery: 'labcommons:run-query'
} as const;
