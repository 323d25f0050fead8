import type { TranslationBundle } from '@jupyterlab/translation';

import type { Access } from '../../hub/contract/common.js';
import type { Domain, Image } from '../../hub/contract/compute.js';
import type { JobRequestInput } from '../../hub/contract/jobs.js';
import type { FieldProblem } from '../../hub/contract/problem.js';
import type { Volume } from '../../hub/contract/volumes.js';
import type { NotebookFacts, Offer } from './facts.js';
import type { Json } from './literals.js';
import { initialText, readParameter } from './parameters.js';

/** What stands in the fields of the dialog, as typed. */
export interface SubmitForm {
  readonly name: string;
  readonly domain: string;
  readonly image: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Access by volume address; a volume that is not in it is left out. */
  readonly volumes: Readonly<Record<string, Access>>;
  /** Null for the place that the hub chooses. */
  readonly results: { readonly volume: string; readonly path: string } | null;
  readonly startIn: 'notebookFolder' | 'workingFolder';
  readonly timeLimit: { readonly amount: string; readonly unit: 'minutes' | 'hours' };
  readonly memoryGb: string;
  readonly cores: string;
  readonly environment: string;
}

/** What is wrong with which field; a parameter's field is `parameters.<name>`. */
export type Mistakes = Readonly<Record<string, string>>;

const GIB = 1024 ** 3;
const UNIT_SECONDS = { minutes: 60, hours: 3_600 };

/** The form as it is good for most: submitted as it is, the job sees what the notebook sees here. */
export function defaultForm(
  notebook: NotebookFacts,
  offer: Offer,
  lastDomain: string | null
): SubmitForm {
  const domain = offer.domains.find(({ id }) => id === lastDomain) ?? offer.domains[0];
  return {
    name: notebook.name.replace(/\.ipynb$/, ''),
    domain: domain?.id ?? '',
    image: defaultImage(domain, offer)?.id ?? '',
    parameters: Object.fromEntries(notebook.parameters.map(p => [p.name, initialText(p)])),
    volumes: Object.fromEntries(
      offer.volumes
        .filter(volume => isMountedByDefault(volume, offer))
        .map(v => [v.address, mostAccess(v)])
    ),
    results: null,
    startIn: notebook.source ? 'notebookFolder' : 'workingFolder',
    timeLimit: { amount: '', unit: 'hours' },
    memoryGb: '',
    cores: '',
    environment: ''
  };
}

/** The images of a domain, in the order of the domain. */
export function imagesOf(domain: Domain | undefined, offer: Offer): Image[] {
  return (domain?.images ?? []).flatMap(id => offer.images.find(image => image.id === id) ?? []);
}

/** The image of this server where the domain has it, else the first that can run a notebook. */
export function defaultImage(domain: Domain | undefined, offer: Offer): Image | undefined {
  const usable = imagesOf(domain, offer).filter(image => image.runsNotebooks);
  return usable.find(image => image.id === offer.server?.image) ?? usable[0];
}

export function mostAccess(volume: Volume): Access {
  return volume.privileges.includes('write') ? 'write' : 'read';
}

/** As in the server where the notebook was written; without one, all that is the user's own and the data volumes. */
function isMountedByDefault(volume: Volume, offer: Offer): boolean {
  if (offer.server) return offer.server.mounts.some(mount => mount.volume === volume.address);
  return volume.kind === 'data' || volume.owner === offer.user;
}

/** What can be seen to be wrong before anything is sent. */
export function mistakesOf(
  form: SubmitForm,
  notebook: NotebookFacts,
  offer: Offer,
  trans: TranslationBundle
): Mistakes {
  const mistakes: Record<string, string> = {};
  const domain = offer.domains.find(({ id }) => id === form.domain);
  if (!form.name.trim()) mistakes['name'] = trans.__('A name is needed.');
  else if (form.name.trim().length > 120) mistakes['name'] = trans.__('At most 120 characters.');
  if (!domain) mistakes['domain'] = trans.__('Choose where it runs.');
  if (!form.image) mistakes['image'] = trans.__('No image here can run notebooks.');
  for (const parameter of notebook.parameters) {
    const read = readParameter(parameter, form.parameters[parameter.name] ?? '', trans);
    if ('mistake' in read) mistakes[`parameters.${parameter.name}`] = read.mistake;
  }
  const home = notebook.source?.volume;
  if (form.startIn === 'notebookFolder' && home && !(home in form.volumes)) {
    mistakes['volumes'] = trans.__(
      'The notebook is on %1 and starts in its folder: choose this volume too.',
      home
    );
  }
  if (domain) Object.assign(mistakes, limitMistakes(form, domain, trans));
  const badLine = environmentLines(form).find(line => !/^[A-Za-z_]\w*=/.test(line));
  if (badLine) mistakes['environment'] = trans.__('“%1” is not of the form NAME=value.', badLine);
  return mistakes;
}

function limitMistakes(form: SubmitForm, domain: Domain, trans: TranslationBundle): Mistakes {
  const mistakes: Record<string, string> = {};
  const check = (field: string, text: string, factor: number, most: number, mostText: string) => {
    if (text.trim() === '') return;
    const value = Number(text) * factor;
    if (!(value > 0)) mistakes[field] = trans.__('This is not a positive number.');
    else if (value > most) mistakes[field] = trans.__('At most %1 here.', mostText);
  };
  const { limits } = domain;
  const unit = UNIT_SECONDS[form.timeLimit.unit];
  const mostTime =
    form.timeLimit.unit === 'hours'
      ? trans.__('%1 h', limits.jobTimeSeconds / 3_600)
      : trans.__('%1 min', limits.jobTimeSeconds / 60);
  check('timeLimit', form.timeLimit.amount, unit, limits.jobTimeSeconds, mostTime);
  check('memory', form.memoryGb, GIB, limits.memoryBytes, `${limits.memoryBytes / GIB} GB`);
  check('cores', form.cores, 1, limits.cores, String(limits.cores));
  return mistakes;
}

/**
 * The request that a form without mistakes stands for. Parameters that nobody changed are left to the notebook: a value
 * that went through JSON could be of another type there.
 * @param content - of a notebook that is outside every volume, as it was saved
 */
export function requestOf(
  form: SubmitForm,
  notebook: NotebookFacts,
  content: Json,
  trans: TranslationBundle
): JobRequestInput {
  const parameters: Record<string, Json> = {};
  for (const parameter of notebook.parameters) {
    const read = readParameter(parameter, form.parameters[parameter.name] ?? '', trans);
    if ('value' in read && read.value !== undefined) parameters[parameter.name] = read.value;
  }
  const environment = Object.fromEntries(
    environmentLines(form).map(line => {
      const cut = line.indexOf('=');
      return [line.slice(0, cut), line.slice(cut + 1)];
    })
  );
  const amount = form.timeLimit.amount.trim();
  const resources = {
    ...(form.cores.trim() && { cores: Number(form.cores) }),
    ...(form.memoryGb.trim() && { memoryBytes: Math.round(Number(form.memoryGb) * GIB) })
  };
  return {
    kind: 'notebook',
    name: form.name.trim(),
    notebook: notebook.source ?? { name: notebook.name, content },
    parameters,
    domain: form.domain,
    image: form.image,
    volumes: Object.entries(form.volumes).map(([volume, access]) => ({ volume, access })),
    startIn: form.startIn,
    ...(form.results && { workingFolder: form.results }),
    ...(amount && {
      timeLimitSeconds: Math.round(Number(amount) * UNIT_SECONDS[form.timeLimit.unit])
    }),
    ...(Object.keys(resources).length > 0 && { resources }),
    ...(Object.keys(environment).length > 0 && { environment })
  };
}

const FIELD_OF: Readonly<Record<string, string>> = {
  timeLimitSeconds: 'timeLimit',
  workingFolder: 'results',
  'resources/memoryBytes': 'memory',
  'resources/cores': 'cores'
};

/** Puts what the hub says about the body to the fields; what belongs to no field comes back as `rest`. */
export function mistakesFromHub(
  problems: readonly FieldProblem[],
  form: SubmitForm
): { fields: Mistakes; rest: string[] } {
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const { pointer, detail } of problems) {
    const parts = pointer
      .split('/')
      .slice(1)
      .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
    const [first = '', second = ''] = parts;
    const field =
      first === 'parameters' && second
        ? `parameters.${second}`
        : (FIELD_OF[`${first}/${second}`] ?? FIELD_OF[first] ?? first);
    const isShown =
      field in form || field.startsWith('parameters.') || Object.values(FIELD_OF).includes(field);
    if (isShown) fields[field] = detail;
    else rest.push(detail);
  }
  return { fields, rest };
}

function environmentLines(form: SubmitForm): string[] {
  return form.environment
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
}
