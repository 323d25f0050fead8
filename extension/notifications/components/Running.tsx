import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { JobState } from '../../../hub/contract/jobs.js';
import { isTaskOver } from '../../../hub/contract/tasks.js';
import { rowDetail } from '../../jobs/words.js';
import { taskDetail, taskTitle } from '../../tasks/words.js';
import type { IJobsModel, ITasksModel } from '../../tokens.js';
import { STATE_ICONS } from '../../ui/icons.js';
import { useSignal } from '../../ui/use-signal.js';

const AT_WORK: readonly JobState[] = ['starting', 'running', 'finishing'];

interface RunningProps {
  readonly jobs: IJobsModel;
  readonly tasks: ITasksModel;
  readonly trans: TranslationBundle;
  readonly onOpenJob: (id: string) => void;
  readonly onOpenTask: () => void;
}

/** What the hub does for the user at this moment; nothing when it does nothing. */
export function Running(props: RunningProps): JSX.Element | null {
  const { jobs, tasks, trans, onOpenJob, onOpenTask } = props;
  useSignal(jobs.changed);
  useSignal(tasks.changed);
  const rows = [
    ...jobs.jobs
      .filter(({ state }) => AT_WORK.includes(state))
      .map(job => ({
        key: job.id,
        title: job.name,
        detail: rowDetail(job, trans),
        open: () => onOpenJob(job.id)
      })),
    ...tasks.tasks
      .filter(({ state }) => !isTaskOver(state))
      .map(task => ({
        key: task.id,
        title: taskTitle(task, trans),
        detail: taskDetail(task, trans),
        open: onOpenTask
      }))
  ];
  if (rows.length === 0) return null;
  const Icon = STATE_ICONS.running;
  return (
    <section aria-label={trans.__('Running')}>
      <h3 className="labcommons-Notifications-heading">{trans.__('Running')}</h3>
      <ul className="labcommons-Notifications-list">
        {rows.map(({ key, title, detail, open }) => (
          <li key={key} className="labcommons-Notifications-item">
            <span className="labcommons-StateIcon" data-state="running" aria-hidden="true">
              <Icon.react tag="span" />
            </span>
            <div className="labcommons-Notifications-words">
              <button className="labcommons-Notifications-title" onClick={open}>
                {title}
              </button>
              <span className="labcommons-Notifications-age">{detail}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
