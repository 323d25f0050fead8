import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { JobAction, JobSummary } from '../../hub/contract/jobs.js';
import type { IHubEvents, IJobSelection, IJobsModel } from '../tokens.js';
import { byId, commandsOn, renewCommands } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { whyNot } from './may-do.js';

/** JSON Schema of the arguments of every command on one job. */
export const JOB_ARGS = {
  args: {
    type: 'object',
    properties: {
      id: {
        type: 'string',
        description: 'Id of the job; without it, the job chosen last in the panel or its page'
      }
    }
  }
} as const;

interface JobCommandsOptions {
  readonly commands: CommandRegistry;
  readonly model: IJobsModel;
  readonly events: IHubEvents;
  readonly selection: IJobSelection;
  readonly trans: TranslationBundle;
  /** Shows a job in the panel. */
  readonly reveal: (id: string) => void;
}

/** Adds what changes jobs: cancel, run again, rename, delete. */
export function addJobCommands(options: JobCommandsOptions): void {
  const { commands, model, events, selection, trans, reveal } = options;

  const add = commandsOn<JobSummary, JobAction | null>({
    commands,
    trans,
    describedBy: JOB_ARGS,
    meant: byId(model, () => selection.current),
    askToChoose: trans.__('Choose a job first.'),
    whyNot: (action, job) => action && whyNot(action, job, events.state.kind !== 'offline', trans),
    nameOf: ({ name }) => name
  });

  add(CommandIDs.cancelJob, {
    action: 'cancel',
    label: trans.__('Cancel job'),
    caption: trans.__('End the job; what it has written so far stays'),
    run: job => model.cancel(job.id)
  });
  add(CommandIDs.rerunJob, {
    action: 'rerun',
    label: trans.__('Run again'),
    caption: trans.__('Submit the same notebook as it was, with the same choices'),
    run: async job => reveal((await model.rerun(job.id)).id)
  });
  add(CommandIDs.renameJob, {
    action: null,
    label: trans.__('Rename job…'),
    caption: trans.__('Give the job another name'),
    run: job => rename(job, model, trans)
  });
  add(CommandIDs.deleteJob, {
    action: 'delete',
    label: trans.__('Delete job…'),
    caption: trans.__('Remove the job from the list'),
    run: job => remove(job, model, trans)
  });

  renewCommands(commands, CommandIDs, [model.changed, selection.changed, events.stateChanged]);
}

async function rename(job: JobSummary, model: IJobsModel, trans: TranslationBundle): Promise<void> {
  const answer = await InputDialog.getText({
    title: trans.__('Rename “%1”', job.name),
    label: trans.__('Name'),
    text: job.name,
    okLabel: trans.__('Rename')
  });
  const name = answer.value?.trim();
  if (answer.button.accept && name && name !== job.name) await model.rename(job.id, name);
}

async function remove(job: JobSummary, model: IJobsModel, trans: TranslationBundle): Promise<void> {
  const folder = job.workingFolder;
  const answer = await showDialog({
    title: trans.__('Delete “%1”?', job.name),
    body: folder
      ? trans.__(
          'It disappears from the list of jobs. Its files stay in %1 unless you say otherwise.',
          `${folder.volume}/${folder.path}`
        )
      : trans.__('It disappears from the list of jobs.'),
    checkbox: folder
      ? {
          label: trans.__('Delete its files too, the executed notebook and the output'),
          checked: false
        }
      : null,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep job') }),
      Dialog.warnButton({ label: trans.__('Delete job') })
    ],
    defaultButton: 0
  });
  if (!answer.button.accept) return;
  await model.remove(job.id, answer.isChecked ? 'delete' : 'keep');
}
