import { z } from 'zod';

import { Time } from './common.js';

/** Where quick notebooks lie, in the user's volume `persistent`. */
export const QUICK_FOLDER = 'Quick notebooks';

/** Key of a notebook's metadata under which {@link NotebookFacts} stand. */
export const FACTS_KEY = 'labcommons';

/** What a quick notebook says of itself in its metadata. Anybody who writes to it may have written it. */
export const NotebookFacts = z.object({
  notebookId: z.string().max(100).describe('Stays with it and its copies'),
  image: z.string().max(200).describe('Image that it was last saved in, as people know it'),
  lastEdit: z.object({ user: z.string().max(100), time: Time })
});
export type NotebookFacts = z.infer<typeof NotebookFacts>;

interface Kernel {
  readonly name: string;
  readonly displayName: string;
  readonly language: string;
}

/** A notebook with one empty cell, set to a kernel. */
export function newNotebook(kernel: Kernel, facts: NotebookFacts) {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: {
        name: kernel.name,
        display_name: kernel.displayName,
        language: kernel.language
      },
      language_info: { name: kernel.language },
      [FACTS_KEY]: facts
    },
    cells: [
      {
        id: 'begin',
        cell_type: 'code' as const,
        source: '',
        metadata: {},
        outputs: [],
        execution_count: null
      }
    ]
  };
}
