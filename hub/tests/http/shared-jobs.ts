import type { User } from '../../src/accounts/types.js';
import type { Harness } from './harness.js';

const SPEC = {
  kind: 'notebook',
  notebookName: 'fit.ipynb',
  parameters: { depth: 3 },
  image: { id: 'scientific-python', title: 'Python', digest: null },
  startIn: 'workingFolder',
  timeLimitSeconds: 60,
  resources: { cores: 1, memoryBytes: 1024 ** 3 },
  environment: { API_KEY: 'a secret of the owner' },
  rerunnable: false
};

/** A job with its folder `jobs/fit` in the persistent volume of its owner, or of another. Answers its id. */
export function putJob(
  { parts: { database } }: Harness,
  owner: User,
  { id = '01ARZ3NDEKTSV4RRFFQ69G5FJB', state = 'succeeded', volumeOf = owner } = {}
): string {
  const own = `Storage/${owner.name}/persistent`;
  const spec = {
    ...SPEC,
    notebook: { volume: own, path: 'study/fit.ipynb' },
    volumes: [{ volume: own, access: 'write' }]
  };
  database
    .prepare(
      `INSERT INTO jobs (id, owner_id, domain, kind, name, spec, state, notebook_sha256, working_volume, working_path,
                         result_path, attempt, created_at, started_at, ended_at)
       SELECT ?, ?, 'small', 'notebook', 'fit', ?, ?, 'abc', volumes.id, 'jobs/fit', 'jobs/fit/fit.ipynb', 1,
              '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:01.000Z', '2026-11-20T10:05:00.000Z'
       FROM volumes WHERE name = 'persistent' AND owner_id = ?`
    )
    .run(id, owner.id, JSON.stringify(spec), state, volumeOf.id);
  return id;
}
