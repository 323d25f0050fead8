import type { DomainConfig } from '../../../../contract/compute-config.js';
import { figure, text, texts } from './fields.js';

export const GiB = 2 ** 30;
export const HOUR = 3600;

/** A figure in the unit of the form, as the API wants it; null where nothing is written. */
function inUnits(form: FormData, name: string, unit: number): number | null {
  const value = figure(form, name);
  return value === null ? null : Math.round(value * unit);
}

/** What the form of a compute domain says. */
export function domainBody(form: FormData): DomainConfig {
  const needed = (name: string, unit = 1) => inUnits(form, name, unit) ?? Number.NaN;
  const images = texts(form, 'images');
  const first = text(form, 'first');
  return {
    id: text(form, 'id'),
    title: text(form, 'title'),
    description: text(form, 'description'),
    public: form.has('public'),
    kinds: (['interactive', 'batch'] as const).filter(kind => form.has(kind)),
    // The first one is the default.
    images: [...images.filter(id => id === first), ...images.filter(id => id !== first)],
    memoryBytes: needed('memory', GiB),
    cores: figure(form, 'cores') ?? Number.NaN,
    jobTimeSeconds: needed('jobTime', HOUR),
    runningJobs: needed('runningJobs'),
    runningJobsPerUser: needed('runningJobsPerUser'),
    queuedJobsPerUser: needed('queuedJobsPerUser'),
    idleSeconds: needed('idle', HOUR),
    lifeSeconds: inUnits(form, 'life', HOUR),
    runningServers: inUnits(form, 'runningServers', 1),
    layerBytes: inUnits(form, 'layer', GiB)
  };
}
