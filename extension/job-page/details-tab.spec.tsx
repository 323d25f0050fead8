import '../testing/browser-parts';

import { nullTranslator } from '@jupyterlab/translation';
import React, { act } from 'react';
import { createRoot } from 'react-dom/client';

import type { Job } from '../../hub/contract/jobs';
import { makeJob } from '../testing/sample-jobs';
import { DetailsTab } from './components/DetailsTab';

const JOB = {
  ...makeJob(1, 'succeeded'),
  mine: true,
  notebook: null,
  notebookSha256: 'abc',
  parameters: {},
  environment: {},
  startIn: 'newFolder',
  volumes: [],
  domain: 'small',
  image: { id: 'scipy', title: 'Scientific Python', digest: null },
  resources: { memoryBytes: 2 ** 32, cores: 1 },
  timeLimitSeconds: 3600,
  timeline: [],
  attempts: []
} as unknown as Job;

test.each([
  ['is called what people call it', async () => 'Small machines', 'Small machines'],
  ['is told by its id where it is offered no more', async () => null, 'small'],
  ['is told by its id where the hub is away', () => Promise.reject(new Error('away')), 'small']
])('the domain in which a job ran %s', async (_what, titleOfDomain, words) => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const node = document.body.appendChild(document.createElement('div'));
  const root = createRoot(node);
  await act(async () =>
    root.render(
      <DetailsTab
        job={JOB}
        titleOfDomain={titleOfDomain}
        trans={nullTranslator.load('labcommons')}
      />
    )
  );
  const terms = [...node.querySelectorAll('dt')];
  const domain = terms.find(({ textContent }) => textContent === 'Domain');
  expect(domain?.nextElementSibling?.textContent).toBe(words);
  act(() => root.unmount());
  node.remove();
});
