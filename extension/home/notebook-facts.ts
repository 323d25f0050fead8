import { z } from 'zod';

import { FACTS_KEY, NotebookFacts } from '../../hub/contract/quick-notebook.js';

/** So long after somebody else has saved a notebook, who opens it is told. */
const RECENT_MS = 3_600_000;

/** Where SciServer's quick notebooks say the same. Times are as JavaScript reads them. */
const SciServerFacts = z.object({
  imageInfo: z.unknown(),
  notebookId: z.union([z.string(), z.number()]).optional(),
  lastEdit: z.object({ user: z.string(), time: z.union([z.string(), z.number()]) })
});

type Metadata = Readonly<Record<string, unknown>>;

/** Who saved a notebook last, and when. */
export interface LastEdit {
  readonly user: string;
  readonly at: Date;
}

/** What a notebook says of itself under our key; null for one that is no quick notebook. */
export function factsOf(metadata: Metadata): NotebookFacts | null {
  const parsed = NotebookFacts.safeParse(metadata[FACTS_KEY]);
  return parsed.success ? parsed.data : null;
}

/** The last edit as a quick notebook, ours or SciServer's, tells it; null when it says nothing that can be read. */
export function lastEditOf(metadata: Metadata): LastEdit | null {
  const own = factsOf(metadata)?.lastEdit;
  const theirs = SciServerFacts.safeParse(metadata['sciserver']).data?.lastEdit;
  const said = own ?? theirs;
  const at = said ? new Date(said.time) : null;
  return said && at && !Number.isNaN(at.getTime()) ? { user: said.user, at } : null;
}

/** The edit of somebody else who may still be at work; null when nobody is. */
export function editOfAnother(metadata: Metadata, user: string, now: Date): LastEdit | null {
  const edit = lastEditOf(metadata);
  const age = edit ? now.getTime() - edit.at.getTime() : Infinity;
  return edit && edit.user !== user && age < RECENT_MS && age > -RECENT_MS ? edit : null;
}

/** The facts once this user saves the notebook. */
export function editedFacts(
  facts: NotebookFacts,
  by: { readonly user: string; readonly image: string; readonly now: Date }
): NotebookFacts {
  return { ...facts, image: by.image, lastEdit: { user: by.user, time: by.now.toISOString() } };
}
