import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { VolumeFile } from '../../../hub/contract/common.js';
import { RenderedText } from '../../ui/RenderedText.js';
import { useSignal } from '../../ui/use-signal.js';
import type { ReadmeChoice } from '../choice.js';
import { README, type FolderText, type ReadmeModel } from '../model.js';

interface FolderReadmeProps {
  readonly model: ReadmeModel;
  readonly choice: ReadmeChoice;
  readonly registry: IRenderMimeRegistry | null;
  readonly trans: TranslationBundle;
  readonly imageAt: (file: VolumeFile) => Promise<Blob | null>;
  readonly open: (file: VolumeFile) => void;
  readonly onSkip: () => void;
}

/** What a folder says of itself, above its files: to be folded away, and never so high that it hides them. */
export function FolderReadme(props: FolderReadmeProps): JSX.Element | null {
  const { model, choice, trans, onSkip } = props;
  useSignal(model.changed);
  useSignal(choice.changed);
  const { text } = model;
  if (text.kind === 'nothing') return null;
  const { isOpen } = choice;
  const Caret = isOpen ? caretDownIcon : caretRightIcon;
  const title = text.kind === 'readme' ? README : trans.__('About this volume');
  return (
    <section className="labcommons-Readme" aria-label={title}>
      <header>
        <button
          className="labcommons-Readme-toggle"
          aria-expanded={isOpen}
          onClick={() => choice.setOpen(!isOpen)}
        >
          <Caret.react tag="span" />
          <span className="labcommons-Readme-title">{title}</span>
          {!isOpen && <span className="labcommons-Readme-first">{beginningOf(text.text)}</span>}
        </button>
        {isOpen && (
          <button className="labcommons-Link" onClick={onSkip}>
            {trans.__('Skip to files')}
          </button>
        )}
      </header>
      {isOpen && (
        <div className="labcommons-Readme-text" tabIndex={0}>
          <Text {...props} text={text} />
        </div>
      )}
    </section>
  );
}

function Text(
  props: FolderReadmeProps & { text: Exclude<FolderText, { kind: 'nothing' }> }
): JSX.Element {
  const { text, registry, trans, imageAt, open } = props;
  if (text.kind === 'description') {
    return <p className="labcommons-mod-plain">{text.text}</p>;
  }
  const { volume, path } = text.folder;
  return (
    <>
      <RenderedText
        text={text.text}
        registry={registry}
        surroundings={{
          folder: path,
          imageAt: at => imageAt({ volume, path: at }),
          openAt: at => open({ volume, path: at })
        }}
      />
      {text.isCut && (
        <p>
          <button
            className="labcommons-Link"
            onClick={() => open({ volume, path: [path, README].filter(Boolean).join('/') })}
          >
            {trans.__('This is its beginning: open the whole file')}
          </button>
        </p>
      )}
    </>
  );
}

/** The first words, without marks. */
function beginningOf(text: string): string {
  return text
    .replace(/<[^<>]{0,500}>/g, ' ')
    .replace(/[#*_`>=|[\]]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120);
}
