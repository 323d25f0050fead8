import { z } from 'zod';

import type { CellOutcome, JobProgress } from '../../contract/jobs.js';

/** More than any notebook's progress takes; what lies beyond is not read. */
export const MAX_PROGRESS_BYTES = 4 * 1024 * 1024;
const MAX_LINE = 4096;
const MAX_CELLS = 20_000;

const Count = z.number().int().min(0).max(MAX_CELLS);
const Line = z.union([
  z.strictObject({ cells: Count }),
  z.strictObject({
    cell: Count.min(1),
    index: z.number().int().min(0).max(1_000_000),
    outcome: z.enum(['running', 'done', 'failed']),
    milliseconds: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable()
  })
]);

/**
 * Follows the `progress.ndjson` of one attempt. Its lines are hostile: what the runner would not write is counted and
 * left aside.
 */
export class ProgressFollower {
  private rest = '';
  private total = 0;
  private readonly byCell = new Map<number, CellOutcome>();
  /** Offset of the next byte to read. */
  offset = 0;
  /** Lines that the runner does not write. */
  strangeLines = 0;

  /** @returns whether anything changed */
  feed(bytes: Buffer): boolean {
    this.offset += bytes.length;
    const lines = (this.rest + bytes.toString('latin1')).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > MAX_LINE) {
      this.rest = '';
      this.strangeLines += 1;
    }
    return lines.map(line => this.take(line)).includes(true);
  }

  get cells(): CellOutcome[] {
    return [...this.byCell.values()].sort((a, b) => a.cell - b.cell);
  }

  get progress(): JobProgress | null {
    const cells = [...this.byCell.values()];
    if (this.total === 0 && cells.length === 0) {
      return null;
    }
    return {
      cell: cells.filter(cell => cell.outcome !== 'running').length,
      cells: Math.max(this.total, cells.length),
      errors: cells.filter(cell => cell.outcome === 'failed').length
    };
  }

  private take(line: string): boolean {
    const parsed = line.length <= MAX_LINE ? parseLine(line) : null;
    if (parsed === null) {
      this.strangeLines += 1;
      return false;
    }
    if ('cells' in parsed) {
      this.total = parsed.cells;
      return true;
    }
    if (!this.byCell.has(parsed.cell) && this.byCell.size >= MAX_CELLS) {
      this.strangeLines += 1;
      return false;
    }
    this.byCell.set(parsed.cell, parsed);
    return true;
  }
}

function parseLine(line: string): z.infer<typeof Line> | null {
  try {
    const parsed = Line.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
