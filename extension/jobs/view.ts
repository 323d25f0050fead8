import { TreeView } from '../ui/tree-view.js';
import type { Section } from './sections.js';

/** What the reader has chosen to see of the list. */
export class JobsView extends TreeView<Section> {
  constructor() {
    super(['earlier']);
  }
}
