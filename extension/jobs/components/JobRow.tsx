import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { hasEnded, type JobSummary } from '../../../hub/contract/jobs.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { MoreButton } from '../../ui/MoreButton.js';
import { STATE_ICONS } from '../../ui/icons.js';
import { formatAbsolute } from '../../ui/moments.js';
import { rowDetail, rowTimes, stateTitle } from '../words.js';

interface JobRowProps {
  readonly job: JobSummary;
  readonly now: Date;
  readonly isSelected: boolean;
  readonly style: React.CSSProperties;
  readonly trans: TranslationBundle;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}

/** One job in the list; its second line is there only when it says something. */
export function JobRow(props: JobRowProps): JSX.Element {
  const { job, now, isSelected, style, trans, onSelect, onOpen } = props;
  const detail = rowDetail(job, trans);
  const progress = job.state === 'running' ? job.progress : null;
  const ended = job.endedAt ? formatAbsolute(new Date(job.endedAt)) : undefined;
  const { took, when } = rowTimes(job, now, trans);
  const Icon = STATE_ICONS[job.state];
  return (
    <div
      id={rowId(job.id)}
      className="labcommons-Panel-item labcommons-JobsPanel-item"
      role="treeitem"
      aria-level={2}
      aria-selected={isSelected}
      aria-label={[job.name, stateTitle(job.state, trans), detail].filter(Boolean).join(', ')}
      data-id={job.id}
      data-state={job.state}
      style={style}
      onMouseDown={onSelect}
      onDoubleClick={onOpen}
    >
      <span
        className="labcommons-StateIcon"
        data-state={job.state}
        title={stateTitle(job.state, trans)}
      >
        <Icon.react tag="span" />
      </span>
      <MiddleCut className="labcommons-JobsPanel-name" text={job.name} />
      <span className="labcommons-JobsPanel-time" title={ended}>
        {took && <span className="labcommons-JobsPanel-took">{when ? `${took} · ` : took}</span>}
        {when}
      </span>
      <MoreButton name={job.name} className="labcommons-JobsPanel-more" trans={trans} />
      {detail && (
        <span
          className="labcommons-JobsPanel-detail"
          data-tone={hasEnded(job.state) && job.state !== 'succeeded' ? 'bad' : undefined}
        >
          <span className="labcommons-JobsPanel-detailText" title={detail}>
            {detail}
          </span>
          {progress && progress.cells > 0 && (
            <progress max={progress.cells} value={progress.cell} aria-hidden="true" />
          )}
        </span>
      )}
    </div>
  );
}

/** Id of a row's element, for `aria-activedescendant`. */
export function rowId(jobId: string): string {
  return `labcommons-job-${jobId}`;
}
