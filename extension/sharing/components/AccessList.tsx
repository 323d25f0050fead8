import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React, { useState } from 'react';

import type { Me } from '../../../hub/contract/accounts.js';
import type { Grant } from '../../../hub/contract/grants.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { SubjectIcon } from '../../ui/SubjectIcon.js';
import { formatAbsolute } from '../../ui/moments.js';
import { levelOf, privilegeWords } from '../levels.js';
import type { ShareForm } from '../share-form.js';
import { hasLevels, type SharedThing } from '../shared-thing.js';
import { subjectKey } from '../subjects.js';
import { LevelField } from './LevelField.js';

interface AccessListProps {
  readonly form: ShareForm;
  readonly thing: SharedThing;
  readonly me: Me;
  readonly grants: readonly Grant[];
  readonly trans: TranslationBundle;
}

/** Who can reach a thing, through what, and how much they may do; for those who share it, with what to change. */
export function AccessList(props: AccessListProps): JSX.Element {
  const { thing, me, grants, trans } = props;
  return (
    <ul className="labcommons-Access" aria-label={trans.__('Who has access')}>
      {thing.owner && (
        <li>
          <SubjectIcon kind="user" />
          <span className="labcommons-Access-who">
            <MiddleCut
              text={thing.owner === me.name ? trans.__('%1 (you)', thing.owner) : thing.owner}
            />
          </span>
          <span className="labcommons-Access-said">{trans.__('owner')}</span>
        </li>
      )}
      {grants.map(grant => (
        <AccessRow key={subjectKey(grant.subject)} {...props} grant={grant} />
      ))}
      {grants.length === 0 && thing.privileges.includes('grant') && (
        <li className="labcommons-Access-nobody">{trans.__('Nobody else has access.')}</li>
      )}
    </ul>
  );
}

function AccessRow(props: AccessListProps & { grant: Grant }): JSX.Element {
  const { form, thing, me, grant, trans } = props;
  const { subject, grantedBy, createdAt } = grant;
  const [isAsking, setIsAsking] = useState(false);
  const mayChange = thing.privileges.includes('grant') && (subject.kind !== 'everyone' || me.admin);
  const isMine = subject.kind === 'user' && subject.id === me.name;
  const isOff = form.isPending(grant);
  const name = subject.kind === 'everyone' ? trans.__('Everyone') : subject.name;
  const by = grantedBy?.displayName || grantedBy?.name;
  const withdrawWords = isMine
    ? trans.__('Give up your access')
    : trans.__('Withdraw the access of %1', name);
  return (
    <li aria-busy={isOff}>
      <SubjectIcon kind={subject.kind} />
      <span className="labcommons-Access-who">
        <MiddleCut text={name} title={subject.kind === 'user' ? subject.id : name} />
        <small title={formatAbsolute(new Date(createdAt))}>
          {subject.kind === 'group' && by
            ? trans.__('group · shared by %1', by)
            : by
              ? trans.__('shared by %1', by)
              : trans.__('by the site')}
        </small>
      </span>
      {mayChange && hasLevels(thing) ? (
        <LevelField
          name={name}
          level={levelOf(form.privilegesOf(grant))}
          mayWrite={thing.privileges.includes('write')}
          isOff={false}
          trans={trans}
          onChange={level => void form.change(grant, level)}
        />
      ) : (
        <span className="labcommons-Access-said">
          {privilegeWords(grant.privileges, trans, grant.resource.kind)}
        </span>
      )}
      {(mayChange || isMine) && (
        <button
          className="labcommons-IconButton"
          title={withdrawWords}
          aria-label={withdrawWords}
          disabled={isOff}
          onClick={() => (isMine ? setIsAsking(true) : void form.withdraw(grant))}
        >
          <closeIcon.react tag="span" />
        </button>
      )}
      {isAsking && (
        <div className="labcommons-Access-question" role="alert">
          <p>
            {trans.__(
              'You lose at once what was shared with you in person, and only %1 can give it back.',
              thing.owner ?? trans.__('an administrator')
            )}
          </p>
          <button autoFocus className="labcommons-Button" onClick={() => setIsAsking(false)}>
            {trans.__('Keep access')}
          </button>
          <button
            className="labcommons-Button jp-mod-danger"
            onClick={() => void form.giveUp(grant)}
          >
            {trans.__('Give up')}
          </button>
        </div>
      )}
    </li>
  );
}
