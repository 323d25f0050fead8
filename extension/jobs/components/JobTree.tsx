import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IJobsModel } from '../../tokens.js';
import { LINE, SectionTree } from '../../ui/SectionTree.js';
import { rowsOf } from '../sections.js';
import type { JobsView } from '../view.js';
import { rowDetail, sectionTitle } from '../words.js';
import { JobRow, rowId } from './JobRow.js';

const TWO_LINES = 46;

interface JobTreeProps {
  readonly model: IJobsModel;
  readonly view: JobsView;
  readonly now: Date;
  readonly trans: TranslationBundle;
  readonly onOpen: (id: string) => void;
}

/** Jobs by section: what runs, what waits, what is over. */
export function JobTree({ model, view, now, trans, onOpen }: JobTreeProps): JSX.Element {
  const hasMore = model.state.kind === 'ready' && model.state.hasMore;
  return (
    <SectionTree
      panel="labcommons-JobsPanel"
      label={trans.__('Jobs')}
      nothing={trans.__('No job matches “%1”.', view.filter.trim())}
      view={view}
      rows={rowsOf(model.jobs, { now, filter: view.filter, collapsed: view.collapsed })}
      leafOf={job => ({
        id: job.id,
        text: job.name,
        height: rowDetail(job, trans) ? TWO_LINES : LINE
      })}
      elementIdOf={rowId}
      titleOf={section => sectionTitle(section, trans)}
      countOf={({ section, count }) =>
        section === 'earlier' && hasMore ? `${count}+` : String(count)
      }
      renderItem={(job, style) => (
        <JobRow
          key={job.id}
          job={job}
          now={now}
          style={style}
          isSelected={job.id === view.active}
          trans={trans}
          onSelect={() => (view.active = job.id)}
          onOpen={() => onOpen(job.id)}
        />
      )}
      onOpen={onOpen}
      onNearEnd={() => {
        if (!view.collapsed.has('earlier')) void model.loadMore().catch(() => undefined);
      }}
    />
  );
}
