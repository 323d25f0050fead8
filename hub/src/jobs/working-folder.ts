const MAX_ALIAS = 60;

/** A name as one portable path segment: letters, digits, `.`, `_` and `-`, never hidden, never empty. */
export function aliasOf(name: string): string {
  const alias = name
    .normalize('NFC')
    .replace(/\.ipynb$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  return (
    [...alias]
      .slice(0, MAX_ALIAS)
      .join('')
      .replace(/[.-]+$/, '') || 'job'
  );
}

/**
 * Where a job's files land inside its working volume: `<below>/<alias>/<yyyymmdd>/<yyyymmddHHMMSS>-<id>`, in UTC; an
 * attempt after the first gets a folder of its own beside it.
 */
export function workingFolder(job: {
  below: string;
  name: string;
  createdAt: Date;
  id: string;
  attempt: number;
}): string {
  const stamp = job.createdAt.toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = `${stamp}-${job.id}${job.attempt > 1 ? `-${job.attempt}` : ''}`;
  return [job.below, aliasOf(job.name), stamp.slice(0, 8), folder].filter(Boolean).join('/');
}

/** File name of the executed notebook. */
export function notebookNameOf(pathOrName: string): string {
  const last = pathOrName.split('/').at(-1) ?? '';
  const stem = last.replace(/\.ipynb$/i, '');
  return `${stem.trim() === '' || stem === '.' || stem === '..' ? 'notebook' : stem}.ipynb`;
}
