import type { JobRow, TransitionRow } from './types.js';
import type { Verdict } from './verdict.js';

/** What `job.json` in the working folder says: enough to run the same thing again elsewhere. */
export function jobRecord(about: {
  job: JobRow;
  owner: string;
  workingFolder: string;
  verdict: Verdict;
  startedAt: string | null;
  endedAt: string;
  engine: { exitCode: number | null; outOfMemory: boolean } | null;
  timeline: readonly TransitionRow[];
}): Buffer {
  const { job, verdict } = about;
  const { notebook, notebookName, ...request } = job.spec;
  const record = {
    version: 1,
    id: job.id,
    name: job.name,
    owner: about.owner,
    domain: job.domain,
    notebook: { from: notebook, name: notebookName, sha256: job.notebookSha256 },
    ...request,
    workingFolder: about.workingFolder,
    tags: job.tags,
    attempt: job.attempt,
    createdAt: job.createdAt,
    startedAt: about.startedAt,
    endedAt: about.endedAt,
    outcome: {
      state: verdict.end,
      reason: verdict.reason,
      warnings: verdict.warnings,
      source: verdict.source,
      exitCode: about.engine?.exitCode ?? null,
      outOfMemory: about.engine?.outOfMemory ?? false
    },
    timeline: about.timeline.map(({ at, from, to, why }) => ({ at, from, to, why }))
  };
  return Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
}
