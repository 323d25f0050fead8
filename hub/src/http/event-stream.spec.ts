import { EventEmitter } from 'node:events';

import type { Response } from 'express';

import { EventStream } from './event-stream.js';

/** As much of a response as a stream uses. */
class FakeResponse extends EventEmitter {
  written = '';
  writableLength = 0;
  ended = false;
  destroyed = false;
  readonly headers: Record<string, string> = {};

  status(): this {
    return this;
  }
  set(headers: Record<string, string>): this {
    Object.assign(this.headers, headers);
    return this;
  }
  flushHeaders(): void {}
  write(text: string): void {
    this.written += text;
  }
  end(): void {
    this.ended = true;
    this.emit('close');
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

describe('EventStream', () => {
  let response: FakeResponse;
  const open = (onBeat?: () => boolean) =>
    new EventStream(response as unknown as Response, 15_000, onBeat);

  beforeEach(() => {
    jest.useFakeTimers();
    response = new FakeResponse();
  });
  afterEach(() => jest.useRealTimers());

  it('keeps the connection alive by comments', () => {
    open();
    jest.advanceTimersByTime(45_000);
    expect(response.written).toBe(':\n\n'.repeat(3));
  });

  it('ends at a heartbeat when its reader may read no more', () => {
    let allowed = true;
    open(() => allowed);
    jest.advanceTimersByTime(15_000);
    expect(response.ended).toBe(false);
    allowed = false;
    jest.advanceTimersByTime(15_000);
    expect(response.ended).toBe(true);
    expect(response.written).toBe(':\n\n');
  });

  it('writes data in one line, whatever it holds', () => {
    open().send({ text: 'a\nb\r\n\ndata: c' }, 7);
    expect(response.written).toBe('id: 7\ndata: {"text":"a\\nb\\r\\n\\ndata: c"}\n\n');
  });

  it('says that it is over once, whoever ended it', () => {
    const ends: string[] = [];
    const stream = open();
    stream.onEnd(() => ends.push('first'));
    response.emit('close');
    response.emit('close');
    stream.end();
    stream.onEnd(() => ends.push('late'));
    expect(ends).toEqual(['first', 'late']);
    jest.advanceTimersByTime(60_000);
    stream.send('nothing');
    expect(response.written).toBe('');
  });

  it('cuts off who does not read', () => {
    const stream = open();
    response.writableLength = 2 * 1024 * 1024;
    stream.send('x');
    expect([response.destroyed, stream.open]).toEqual([true, false]);
  });

  it('is kept by no proxy', () => {
    open();
    expect(response.headers).toMatchObject({
      'Content-Type': expect.stringMatching(/^text\/event-stream/),
      'Cache-Control': expect.stringContaining('no-transform'),
      'X-Accel-Buffering': 'no'
    });
  });
});
