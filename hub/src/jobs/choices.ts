import type { JobRequest } from '../../contract/jobs.js';
import type { FieldProblem } from '../../contract/problem.js';
import type { User } from '../accounts/types.js';
import { whyNoNotebooks } from '../compute/image-probe.js';
import type { ResolvedImage } from '../compute/images.js';
import { AppError } from '../errors.js';
import type { MountPlan, Volume } from '../volumes/types.js';
import type { JobDomain, JobDomains, JobImages, JobVolumes } from './ports.js';
import { memoryInWords } from './words.js';
import { mustTakeResults } from './working-volume.js';

/** What a request leaves open, chosen; and what it asks for, found to be allowed. */
export interface Choices {
  readonly domain: JobDomain;
  readonly image: ResolvedImage;
  /** With the working volume, writable. */
  readonly mounts: readonly MountPlan[];
  readonly working: { readonly volume: Volume; readonly path: string };
  readonly timeLimitSeconds: number;
  readonly resources: { readonly cores: number; readonly memoryBytes: number };
}

/** What the user used before, for what the request does not say. */
export interface Habits {
  readonly domain: string | null;
  readonly image: string | null;
}

type Wanted = Pick<
  JobRequest,
  'domain' | 'image' | 'volumes' | 'workingFolder' | 'timeLimitSeconds' | 'resources'
>;

/** Runs `act`; what it refuses is said of a field of the request. */
export function atField<Result>(pointer: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw aboutField(pointer, error);
  }
}

export function aboutField(pointer: string, error: unknown): unknown {
  return error instanceof AppError
    ? new AppError(error.code, error.message, {
        cause: error,
        fields: [{ pointer, detail: error.message }]
      })
    : error;
}

export function refuse(...fields: FieldProblem[]): AppError {
  return new AppError('invalid-request', fields[0]?.detail ?? '', { fields });
}

/** Fills in what a request leaves open and checks that its owner may have what it asks for. */
export class Chooser {
  constructor(
    private readonly volumes: JobVolumes,
    private readonly images: JobImages,
    private readonly domains: JobDomains
  ) {}

  /** @throws AppError `invalid-request`, `not-found` or `not-allowed`, with the field */
  choose(user: User, wanted: Wanted, habits: Habits): Choices {
    const domain = this.domain(user, wanted.domain, habits.domain);
    return {
      domain,
      image: this.image(domain, wanted.image, habits.image),
      ...this.places(user, wanted),
      ...limits(domain, wanted)
    };
  }

  private domain(user: User, wanted: string | undefined, habit: string | null): JobDomain {
    const domains = this.domains.forJobs(user);
    const byId = (id: string | null) => domains.find(domain => domain.id === id);
    const domain = wanted === undefined ? (byId(habit) ?? domains[0]) : byId(wanted);
    if (!domain) {
      const detail =
        wanted === undefined
          ? 'There is no compute domain for jobs'
          : `There is no compute domain "${wanted}" for jobs`;
      throw aboutField('/domain', new AppError('not-found', detail));
    }
    return domain;
  }

  private image(domain: JobDomain, wanted: string | undefined, habit: string | null) {
    const own = habit !== null && domain.images.includes(habit) ? habit : domain.images[0];
    const id = wanted ?? own ?? '';
    if (!domain.images.includes(id)) {
      throw aboutField('/image', new AppError('not-found', `${domain.title} has no image "${id}"`));
    }
    const image = atField('/image', () => this.images.resolve(id));
    // An image that nobody has looked into yet may be tried: the runner says what it lacks.
    const refusal = image.probe === null ? null : whyNoNotebooks(image.probe);
    if (refusal !== null) {
      throw refuse({ pointer: '/image', detail: `Notebooks cannot run in it: ${refusal}` });
    }
    return image;
  }

  private places(user: User, wanted: Wanted): Pick<Choices, 'mounts' | 'working'> {
    const folder = wanted.workingFolder ?? { volume: `Temporary/${user.name}/jobs`, path: '' };
    const results = { volume: folder.volume, access: 'write' as const };
    const [working] = atField('/workingFolder', () => this.volumes.plan(user, [results]));
    if (!working) {
      throw refuse({ pointer: '/workingFolder', detail: 'Results need a writable volume' });
    }
    atField('/workingFolder', () => mustTakeResults([working], working.volume.id));
    const volumes =
      wanted.volumes ??
      this.volumes.mountsFor(user).map(({ volume, access }) => ({ volume: volume.id, access }));
    return {
      mounts: atField('/volumes', () => this.volumes.plan(user, [...volumes, results])),
      working: { volume: working.volume, path: folder.path }
    };
  }
}

function limits(
  domain: JobDomain,
  { timeLimitSeconds = domain.jobTimeSeconds, resources }: Wanted
): Pick<Choices, 'timeLimitSeconds' | 'resources'> {
  const { cores = domain.cores, memoryBytes = domain.memoryBytes } = resources;
  const problems: FieldProblem[] = [];
  const check = (pointer: string, isWithin: boolean, most: string) => {
    if (!isWithin) {
      problems.push({ pointer, detail: `${domain.title} allows at most ${most}` });
    }
  };
  check(
    '/timeLimitSeconds',
    timeLimitSeconds <= domain.jobTimeSeconds,
    `${domain.jobTimeSeconds} s`
  );
  check('/resources/cores', cores <= domain.cores, `${domain.cores} cores`);
  check(
    '/resources/memoryBytes',
    memoryBytes <= domain.memoryBytes,
    memoryInWords(domain.memoryBytes)
  );
  if (problems.length > 0) {
    throw refuse(...problems);
  }
  return { timeLimitSeconds, resources: { cores, memoryBytes } };
}
