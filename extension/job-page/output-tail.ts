import { Signal, type ISignal } from '@lumino/signaling';

import { readJobOutput } from '../../hub/contract/jobs.js';
import type { HubClient } from '../api/hub-client.js';
import { plainText } from './output-text.js';

const PIECE = 256 * 1024;
/** A page shows the end of a long output; the whole is for downloading. */
const SHOWN = 1024 * 1024;

/** The end of one output stream of a job, growing as the hub says that there is more. */
export class OutputTail {
  constructor(
    private readonly client: HubClient,
    private readonly jobId: string,
    private readonly stream: 'stdout' | 'stderr'
  ) {}

  get text(): string {
    return plainText(this.raw);
  }

  /** How many bytes at the beginning are not shown. */
  get skippedBytes(): number {
    return this.start;
  }

  get error(): unknown {
    return this._error;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Reads up to a size that the hub has told of; cheap when nothing is new. */
  async growTo(totalBytes: number): Promise<void> {
    this.wanted = Math.max(this.wanted, totalBytes);
    if (this.isReading || this.wanted <= this.end) return;
    this.isReading = true;
    try {
      while (this.end < this.wanted && !this.stop.signal.aborted) await this.readPiece();
      this._error = null;
    } catch (error) {
      this._error = error;
    } finally {
      this.isReading = false;
    }
    if (!this.stop.signal.aborted) this._changed.emit();
  }

  /** The whole output as a file. @throws HubError */
  async whole(): Promise<Blob> {
    const params = { id: this.jobId, stream: this.stream };
    const { bytes } = await this.client.readBytes(readJobOutput, params, {
      from: 0,
      most: Number.MAX_SAFE_INTEGER
    });
    return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'text/plain;charset=utf-8' });
  }

  dispose(): void {
    this.stop.abort();
    Signal.clearData(this);
  }

  private async readPiece(): Promise<void> {
    if (this.wanted - this.end > SHOWN) this.skipTo(this.wanted - SHOWN);
    const { bytes, totalBytes } = await this.client.readBytes(
      readJobOutput,
      { id: this.jobId, stream: this.stream },
      { from: this.end, most: PIECE, signal: this.stop.signal }
    );
    // Shorter than announced: the file was cut off or replaced. What is there is all there is.
    if (bytes.length === 0) this.wanted = Math.min(this.wanted, totalBytes, this.end);
    this.end += bytes.length;
    this.raw += this.decoder.decode(bytes, { stream: true });
    this.trim();
    this._changed.emit();
  }

  private skipTo(byte: number): void {
    this.start = byte;
    this.end = byte;
    this.raw = '';
    this.decoder = new TextDecoder();
  }

  /** Keeps the text at twice what is shown at most, cut at a line. */
  private trim(): void {
    if (this.raw.length <= 2 * SHOWN) return;
    const cut = this.raw.indexOf('\n', this.raw.length - SHOWN) + 1 || this.raw.length - SHOWN;
    this.start += new TextEncoder().encode(this.raw.slice(0, cut)).length;
    this.raw = this.raw.slice(cut);
  }

  private raw = '';
  private start = 0;
  private end = 0;
  private wanted = 0;
  private isReading = false;
  private _error: unknown = null;
  private decoder = new TextDecoder();
  private readonly stop = new AbortController();
  private readonly _changed = new Signal<this, void>(this);
}
