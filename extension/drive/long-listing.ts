import { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import { filter } from '@lumino/algorithm';
import { MessageLoop, type Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

/** Up to here every row is drawn, as JupyterLab does it. */
const MOST_ROWS = 300;
/** Rows that are drawn above and below what can be seen. */
const MARGIN = 100;
/** So near to the end of what is there, more is asked for. */
const NEAR_END = 200;
const USUAL_HEIGHT = 24;

/** What of JupyterLab's listing has to be known to let it draw a part of its rows; the same from 4.2 to 4.6 but where it says so. */
interface Innards {
  _sortedItems: Contents.IModel[];
  _items: HTMLElement[];
  _sortState: DirListing.ISortState;
  _focusIndex: number;
  _searchPrefix: string;
  /** Not in 4.2, which tells nobody. */
  readonly _selectionChanged?: { emit(): void };
  _focusItem(index: number): void;
}

/**
 * JupyterLab's listing, drawing no more rows of a long folder than can be seen: the base class is given the part in
 * sight as if it were all, and what means the whole folder (what is selected, typing a name) looks at the whole.
 */
export abstract class LongListing extends DirListing {
  constructor(options: DirListing.IOptions) {
    super(options);
    this.model.pathChanged.connect(this.onNewFolder, this);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.model.pathChanged.disconnect(this.onNewFolder, this);
    super.dispose();
  }

  override sort(state: DirListing.ISortState): void {
    if (this.isOrdered) {
      this.innards._sortState = state;
      this.innards._sortedItems = [...this.model.items()];
      this.update();
    } else {
      super.sort(state);
    }
    this.whole = this.innards._sortedItems;
    // At once: rows that have moved must not be seen in the place of others.
    if (this.drawPart() && this.isPartial) MessageLoop.sendMessage(this, Widget.Msg.UpdateRequest);
  }

  override selectedItems(): IterableIterator<Contents.IModel> {
    return filter(this.whole, item => this.selection[item.path] === true);
  }

  override async selectItemByName(name: string, focus = false): Promise<void> {
    if (this.isPartial) {
      await this.model.refresh();
      this.reveal(this.whole.findIndex(item => item.name === name));
    }
    return super.selectItemByName(name, focus);
  }

  override selectByPrefix(): void {
    const prefix = this.innards._searchPrefix.toLowerCase();
    if (this.isPartial) {
      this.reveal(this.whole.findIndex(({ name }) => name.toLowerCase().startsWith(prefix)));
    }
    super.selectByPrefix();
  }

  override handleEvent(event: Event): void {
    super.handleEvent(event);
    if (event.type === 'scroll') this.follow();
  }

  /** Whether the items of the model come in the order in which they are to be shown. */
  protected abstract get isOrdered(): boolean;

  /** The end of what the model has is near. */
  protected abstract onNearEnd(): void;

  protected override onUpdateRequest(message: Message): void {
    super.onUpdateRequest(message);
    const { style } = this.contentNode;
    const below = this.whole.length - this.first - this.innards._sortedItems.length;
    style.setProperty('--labcommons-room-above', `${this.first * this.rowHeight}px`);
    style.setProperty('--labcommons-room-below', `${below * this.rowHeight}px`);
    this.askForMore();
  }

  /** From the row that was chosen last, wherever it is. */
  protected override handleFileSelect(event: MouseEvent): void {
    const anchor = this.anchor;
    const over = event.shiftKey && anchor !== null ? this.modelForClick(event) : undefined;
    if (!over || anchor === null) {
      this.anchor = null;
      return super.handleFileSelect(event);
    }
    const to = this.whole.indexOf(over);
    for (let at = Math.min(anchor, to); at <= Math.max(anchor, to); at += 1) {
      const item = this.whole[at];
      if (item) this.selection[item.path] = true;
    }
    this.anchor = null;
    this.innards._selectionChanged?.emit();
    this.innards._focusItem(to - this.first);
    this.update();
  }

  /** Arrows find back to the row that had the focus before it was scrolled out of sight. */
  protected override evtKeydown(event: KeyboardEvent): void {
    const isArrow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    if (isArrow && event.target === this.node && this.anchor !== null) {
      event.preventDefault();
      this.reveal(this.anchor);
      this.innards._focusItem(this.innards._focusIndex);
      return;
    }
    super.evtKeydown(event);
  }

  private onNewFolder(): void {
    this.contentNode.scrollTop = 0;
    this.anchor = null;
    this.follow();
  }

  private follow(): void {
    if (this.drawPart()) MessageLoop.sendMessage(this, Widget.Msg.UpdateRequest);
    this.askForMore();
  }

  private reveal(index: number): void {
    if (index < 0 || !this.isPartial) return;
    const { contentNode } = this;
    contentNode.scrollTop = index * this.rowHeight - contentNode.clientHeight / 2;
    this.follow();
  }

  /** Gives the base class the rows around those in sight. @returns whether they are others than before */
  private drawPart(): boolean {
    const { innards, whole } = this;
    const { scrollTop, clientHeight } = this.contentNode;
    const before = this.first;
    if (this.isPartial) {
      const top = Math.floor(scrollTop / this.rowHeight);
      const seen = Math.ceil(clientHeight / this.rowHeight);
      const last = this.first + innards._sortedItems.length;
      const isEnough =
        innards._sortedItems !== whole &&
        (this.first === 0 || this.first + MARGIN / 2 <= top) &&
        (last >= whole.length || last - MARGIN / 2 >= top + seen);
      // A name that is being edited stays where it is.
      if (isEnough || this.node.querySelector('.jp-DirListing-editor')) return false;
      this.first = Math.max(0, Math.min(top - MARGIN, whole.length - MARGIN));
      innards._sortedItems = whole.slice(this.first, top + seen + MARGIN);
    } else {
      this.first = 0;
      innards._sortedItems = whole;
    }
    this.moveRows(this.first - before);
    return true;
  }

  /** Lets each row stay with its item, and the focus with its row. */
  private moveRows(by: number): void {
    if (by === 0) return;
    const { innards, contentNode } = this;
    const focused = this.anchor ?? this.first - by + innards._focusIndex;
    const hadFocus = contentNode.contains(document.activeElement);
    const nodes = innards._items;
    if (Math.abs(by) < nodes.length) {
      const moved = by > 0 ? nodes.splice(0, by) : nodes.splice(by);
      if (by > 0) {
        nodes.push(...moved);
        contentNode.append(...moved);
      } else {
        nodes.unshift(...moved);
        contentNode.prepend(...moved);
      }
    }
    const local = focused - this.first;
    const count = innards._sortedItems.length;
    const isDrawn = local >= 0 && local < count;
    this.anchor = isDrawn ? null : focused;
    innards._focusIndex = Math.max(0, Math.min(local, count - 1));
    if (!hadFocus) return;
    const name = isDrawn ? nodes[local] && this.renderer.getNameNode(nodes[local]) : null;
    (name ?? this.node).focus({ preventScroll: true });
  }

  private askForMore(): void {
    const { scrollTop, clientHeight } = this.contentNode;
    if (clientHeight === 0) return;
    const end = (this.whole.length - NEAR_END) * this.rowHeight;
    if (scrollTop + clientHeight >= end) this.onNearEnd();
  }

  private get isPartial(): boolean {
    return this.whole.length > MOST_ROWS && Array.isArray(this.innards._items);
  }

  private get rowHeight(): number {
    return this.innards._items[0]?.getBoundingClientRect().height || USUAL_HEIGHT;
  }

  private get innards(): Innards {
    return this as unknown as Innards;
  }

  private whole: Contents.IModel[] = [];
  /** Which of all rows the first that is drawn is. */
  private first = 0;
  /** The row that was chosen last, when it is not drawn. */
  private anchor: number | null = null;
}
