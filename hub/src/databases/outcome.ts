import { z } from 'zod';

import { ImportedTable, SchemaTable } from '../../contract/databases.js';

/** What a query process answers: see its protocol. */
export const Outcome = z.union([
  z.object({
    done: z.object({
      wrote: z.boolean(),
      tables: z.array(SchemaTable).optional(),
      imported: ImportedTable.omit({ milliseconds: true }).optional()
    })
  }),
  z.object({
    failed: z.enum([
      'statement',
      'onlyReads',
      'busy',
      'full',
      'memory',
      'tooLarge',
      'exists',
      'csv',
      'damaged'
    ]),
    detail: z.string()
  })
]);
