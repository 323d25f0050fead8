import { registerDataVolume } from '../../contract/data-volumes.js';
import { AppError } from '../errors.js';
import type { DataVolumes } from '../volumes/data-volumes-service.js';
import type { Volume } from '../volumes/types.js';
import type { OperatorRequest } from './requests.js';

type Adding = Extract<OperatorRequest, { command: 'volume add-data' }>;

/** @throws AppError `invalid-request` in words, and as the service does */
export async function addDataVolume(
  dataVolumes: Pick<DataVolumes, 'register'>,
  { name, directory, title, description, public: isPublic, maintainer }: Adding
): Promise<string[]> {
  const wanted = registerDataVolume.body.safeParse({
    name,
    directory,
    description,
    public: isPublic,
    maintainer: subjectIn(maintainer),
    ...(title === null ? {} : { title })
  });
  if (!wanted.success) {
    const [issue] = wanted.error.issues;
    throw new AppError('invalid-request', `${issue?.path.join('.')} ${issue?.message}`);
  }
  const volume = await dataVolumes.register(null, wanted.data);
  return [
    `Registered ${volume.address}`,
    volume.public
      ? 'Everyone may read it'
      : 'Nobody else sees it yet: share it with those who may read it'
  ];
}

/** @throws AppError `not-found`, `conflict` for one of the settings */
export function removeDataVolume(
  dataVolumes: Pick<DataVolumes, 'remove'>,
  findVolume: (address: string) => Volume | null,
  name: string
): string[] {
  const volume = findVolume(`Data/${name}`);
  if (!volume) {
    throw new AppError('not-found', `There is no data volume ${name}`);
  }
  dataVolumes.remove(null, volume.id, null);
  return [`Removed ${volume.address}; its files stay in ${volume.directory}`];
}

/** `user:kim` or `group:<id>`. */
function subjectIn(text: string | null): { kind: string; id: string } | null {
  if (text === null) {
    return null;
  }
  const colon = text.indexOf(':');
  return { kind: text.slice(0, Math.max(0, colon)), id: text.slice(colon + 1) };
}
