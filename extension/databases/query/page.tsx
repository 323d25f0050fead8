import { MainAreaWidget } from '@jupyterlab/apputils';
import { CodeEditor, CodeEditorWrapper, type IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import { BoxLayout, Panel, SplitPanel } from '@lumino/widgets';
import React from 'react';

import type { IDatabasesModel, IHubEvents } from '../../tokens.js';
import { iconOf } from '../icons.js';
import { QueryBar } from './components/QueryBar.js';
import { ResultView, type ResultActions } from './components/ResultView.js';
import type { Query } from './query.js';
import { statementAt, statementsIn } from './statements.js';

const SQL = 'text/x-sqlite';

export interface QueryPageOptions {
  readonly id: string;
  readonly model: IDatabasesModel;
  readonly events: IHubEvents;
  readonly query: Query;
  readonly actions: ResultActions;
  readonly editors: IEditorServices;
  /** What stands in the editor at first. */
  readonly text: string;
  readonly trans: TranslationBundle;
}

/** The tab in which one database is queried: an editor above, what came of it below. */
export class QueryPage extends MainAreaWidget<Panel> {
  constructor(private readonly options: QueryPageOptions) {
    const { trans, text, editors } = options;
    const content = new Panel({ layout: new BoxLayout({ spacing: 0 }) });
    super({ content });
    this.id = `labcommons-query-${options.id}`;
    this.addClass('labcommons-QueryPage');
    this.title.closable = true;
    this.toolbar.hide();
    this.wrapper = new CodeEditorWrapper({
      model: new CodeEditor.Model({ mimeType: SQL }),
      factory: editors.factoryService.newInlineEditor,
      editorOptions: { config: { lineNumbers: true, lineWrap: true } }
    });
    this.wrapper.addClass('labcommons-QueryPage-editor');
    // JupyterLab's editors leave Ctrl Enter to the commands only where code is run by it.
    this.wrapper.node.dataset['jpCodeRunner'] = 'true';
    this.wrapper.model.sharedModel.setSource(text);
    this.wrapper.model.sharedModel.changed.connect(this.onText, this);
    const bar = ReactWidget.create(<QueryBar {...options} onRun={() => void this.run()} />);
    const result = ReactWidget.create(<ResultView {...options} />);
    result.addClass('labcommons-QueryPage-result');
    const halves = new SplitPanel({ orientation: 'vertical', spacing: 1 });
    halves.addWidget(this.wrapper);
    halves.addWidget(result);
    SplitPanel.setStretch(this.wrapper, 1);
    SplitPanel.setStretch(result, 2);
    BoxLayout.setStretch(bar, 0);
    BoxLayout.setStretch(halves, 1);
    BoxLayout.setSizeBasis(bar, 36);
    content.addWidget(bar);
    content.addWidget(halves);
    this.node.querySelector('.cm-content')?.setAttribute('aria-label', trans.__('SQL statements'));
    options.model.changed.connect(this.showTitle, this);
    this.showTitle();
  }

  /** Id of the database. */
  get databaseId(): string {
    return this.options.id;
  }

  /** What stands in the editor. */
  get text(): string {
    return this.wrapper.model.sharedModel.getSource();
  }

  get textChanged(): ISignal<this, void> {
    return this._textChanged;
  }

  /** Runs what is selected, or else the statement where the cursor is. */
  async run(): Promise<void> {
    const { editor } = this.wrapper;
    const { start, end } = editor.getSelection();
    const [from, to] = [editor.getOffsetAt(start), editor.getOffsetAt(end)];
    const selected = this.text.slice(Math.min(from, to), Math.max(from, to)).trim();
    const sql = selected || statementAt(this.text, to)?.sql;
    if (sql) await this.options.query.run(sql);
  }

  /** Puts the cursor on a statement, which is added where there is none like it, and runs it. */
  async runStatement(sql: string): Promise<void> {
    const known = statementsIn(this.text).find(statement => statement.sql === sql);
    const { sharedModel } = this.wrapper.model;
    const before = this.text.trimEnd();
    if (!known) {
      const between = before === '' ? '' : before.endsWith(';') ? '\n\n' : ';\n\n';
      sharedModel.setSource(`${before}${between}${sql};\n`);
    }
    const { editor } = this.wrapper;
    const at = this.text.indexOf(sql, known?.start ?? before.length);
    const position = editor.getPositionAt(at);
    if (position) {
      editor.setCursorPosition(position);
      editor.revealPosition(position);
    }
    await this.options.query.run(sql);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.options.model.changed.disconnect(this.showTitle, this);
    this.options.query.dispose();
    this.wrapper.model.sharedModel.changed.disconnect(this.onText, this);
    Signal.clearData(this);
    super.dispose();
  }

  protected override onActivateRequest(): void {
    this.wrapper.editor.focus();
  }

  private onText(): void {
    this._textChanged.emit();
  }

  private showTitle(): void {
    const { id, model, trans } = this.options;
    const database = model.find(id);
    if (!database) {
      this.title.label ||= trans.__('Database');
      return;
    }
    this.title.label = database.name;
    this.title.caption = trans.__('Database “%1”', database.address);
    this.title.icon = iconOf(database);
  }

  private readonly wrapper: CodeEditorWrapper;
  private readonly _textChanged = new Signal<this, void>(this);
}
