import type { Domain, Image } from '../../../contract/compute.js';
import { imagesFor, inDomain } from '../../../contract/server-choice.js';
import type { ServerOptions } from '../../../contract/server-options.js';
import type { Mount, ServerSetup } from '../../../contract/servers.js';
import { cores, duration, size } from '../ui/words.js';
import { Volumes } from './Volumes.js';

interface Props {
  readonly options: ServerOptions;
  readonly setup: ServerSetup;
  readonly mounts: readonly Mount[];
  readonly choose: (setup: ServerSetup) => void;
}

/** What a server is made of: domain, image, volumes. */
export function SetupFields({ options, setup, mounts, choose }: Props) {
  return (
    <>
      <fieldset className="lc-Options-part">
        <legend>Runs on</legend>
        <div className="lc-Choices">
          {options.domains.map(domain => (
            <Choice
              key={domain.id}
              name="domain"
              title={domain.title}
              text={domain.description}
              facts={limitsInWords(domain)}
              isChosen={domain.id === setup.domain}
              choose={() => choose(inDomain(domain, setup))}
            />
          ))}
        </div>
      </fieldset>
      <fieldset className="lc-Options-part">
        <legend>Image</legend>
        <div className="lc-Choices">
          {imagesFor(options, setup).map(image => (
            <Choice
              key={image.id}
              name="image"
              title={titleOfImage(image)}
              text={image.description}
              facts={factsOf(image)}
              isChosen={image.id === setup.image}
              choose={() => choose({ ...setup, image: image.id })}
            />
          ))}
        </div>
      </fieldset>
      <Volumes
        options={options}
        volumes={setup.volumes}
        mounts={mounts}
        choose={volumes => choose({ ...setup, volumes })}
      />
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly facts: string;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

function Choice({ name, title, text, facts, isChosen, choose }: ChoiceProps) {
  return (
    <label className="lc-Choice">
      <input type="radio" name={name} checked={isChosen} onChange={choose} />
      <span>
        <strong>{title}</strong>
        {text && <span className="lc-Table-second">{text}</span>}
        {facts && <span className="lc-Muted lc-Table-second">{facts}</span>}
      </span>
    </label>
  );
}

export function titleOfImage({ title, owner }: Image): string {
  return owner ? `${title} (saved by ${owner.displayName || owner.name})` : title;
}

function factsOf({ kind, kernels }: Image): string {
  return kind === 'app'
    ? 'A program of its own, without JupyterLab'
    : kernels.map(({ displayName }) => displayName).join(', ');
}

function limitsInWords({ limits, freeServers }: Domain): string {
  const parts = [
    `up to ${size(limits.memoryBytes)}`,
    cores(limits.cores),
    `stops after ${duration(limits.idleSeconds * 1000)} idle`
  ];
  if (limits.lifeSeconds !== null) {
    parts.push(`ends after ${duration(limits.lifeSeconds * 1000)}`);
  }
  if (freeServers !== null) {
    parts.push(freeServers === 0 ? 'full: starts wait for room' : `room for ${freeServers} more`);
  }
  return parts.join(' · ');
}
