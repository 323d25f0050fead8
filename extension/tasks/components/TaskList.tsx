import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { isTaskOver, type Task } from '../../../hub/contract/tasks.js';
import type { ITasksModel } from '../../tokens.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { useSignal } from '../../ui/use-signal.js';
import { taskDetail, taskShare, taskTitle } from '../words.js';

interface TaskListProps {
  readonly model: ITasksModel;
  readonly trans: TranslationBundle;
  readonly onCancel: (task: Task) => void;
}

/** What the hub is copying, moving or deleting, with a way to stop it; nothing when it does none of that. */
export function TaskList(props: TaskListProps): JSX.Element {
  const { model, trans, onCancel } = props;
  useSignal(model.changed);
  const { tasks } = model;
  return (
    <ul className="labcommons-Tasks" aria-label={trans.__('Tasks')} data-shown={tasks.length > 0}>
      {tasks.map(task => (
        <TaskLine
          key={task.id}
          task={task}
          trans={trans}
          onClose={() => (isTaskOver(task.state) ? model.forget(task.id) : onCancel(task))}
        />
      ))}
    </ul>
  );
}

function TaskLine(props: {
  task: Task;
  trans: TranslationBundle;
  onClose: () => void;
}): JSX.Element {
  const { task, trans, onClose } = props;
  const title = taskTitle(task, trans);
  const detail = taskDetail(task, trans);
  const share = taskShare(task);
  const isOver = isTaskOver(task.state);
  const closeWords = isOver ? trans.__('Take off the list') : trans.__('Cancel “%1”', title);
  return (
    <li className="labcommons-Tasks-item" data-state={task.state}>
      <MiddleCut className="labcommons-Tasks-title" text={title} />
      <button
        className="labcommons-IconButton"
        title={closeWords}
        aria-label={closeWords}
        disabled={!isOver && task.cancelling}
        onClick={onClose}
      >
        <closeIcon.react tag="span" />
      </button>
      {!isOver && <progress aria-label={title} {...(share !== null && { value: share })} max={1} />}
      <span className="labcommons-Tasks-detail" role="status" title={detail}>
        {detail}
      </span>
    </li>
  );
}
