/** A cell of a notebook to be written. */
export interface Cell {
  readonly kind: 'code' | 'markdown';
  readonly text: string;
  readonly tags?: readonly string[];
}

export const markdown = (text: string): Cell => ({ kind: 'markdown', text });
export const code = (text: string, ...tags: string[]): Cell => ({ kind: 'code', text, tags });

function withoutIndentation(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const indents = lines.filter(line => line.trim()).map(line => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map(line => line.slice(indent)).join('\n');
}

/** A notebook document (nbformat 4.5) that has not been run. Cells may be indented as a whole. */
export function notebook(cells: readonly Cell[]): string {
  const document = {
    cells: cells.map(({ kind, text, tags = [] }, index) => ({
      cell_type: kind,
      id: `cell-${index + 1}`,
      metadata: tags.length > 0 ? { tags } : {},
      source: withoutIndentation(text),
      ...(kind === 'code' && { execution_count: null, outputs: [] })
    })),
    metadata: {
      kernelspec: { display_name: 'Python 3 (ipykernel)', language: 'python', name: 'python3' },
      language_info: { name: 'python' }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}
