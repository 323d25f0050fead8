import { toStatus } from './container-status.js';
import { toAppError } from './errors.js';
import { linesOf } from './lines.js';
import { lastOf, unframe } from './logs.js';
import { memoryInUse } from './memory.js';
import { PullProgress } from './pull.js';
import { addressOf } from './reach.js';

function frame(text: string, stream = 1): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

const inspected = (state: object) => ({
  Id: 'abc',
  Name: '/name',
  Config: { Labels: null },
  State: {
    Status: 'exited',
    Running: false,
    ExitCode: 0,
    OOMKilled: false,
    StartedAt: '0001-01-01T00:00:00Z',
    FinishedAt: '0001-01-01T00:00:00Z',
    ...state
  }
});

describe('the state of a container', () => {
  it.each([
    ['created', { Status: 'created' }, 'created', null],
    ['running', { Status: 'running', Running: true }, 'running', null],
    ['paused', { Status: 'paused', Running: true }, 'running', null],
    ['exited', { Status: 'exited', ExitCode: 7 }, 'exited', 7],
    ['dead', { Status: 'dead', ExitCode: 255 }, 'exited', 255]
  ])('%s', (_name, state, phase, exitCode) => {
    expect(toStatus(inspected(state))).toMatchObject({ phase, exitCode, name: 'name', labels: {} });
  });

  it('has no times before they come', () => {
    expect(toStatus(inspected({ Status: 'created' }))).toMatchObject({
      startedAt: null,
      finishedAt: null
    });
  });
});

describe('failures of the engine', () => {
  it.each([
    [{ statusCode: 404, json: { message: 'No such image' } }, 'not-found', 'No such image'],
    [{ statusCode: 500, json: { message: 'no space' } }, 'engine-refused', 'no space'],
    [new Error('connect ECONNREFUSED'), 'engine-unavailable', 'does not answer']
  ])('%p', (error, code, words) => {
    expect(toAppError(error, 'Doing it')).toMatchObject({
      code,
      message: expect.stringContaining(words)
    });
  });

  it('are told in the words of the engine alone', () => {
    const words = 'Get "https://quay.io/v2/": no such host';
    const error = Object.assign(new Error(`(HTTP code 500) server error - ${words} `), {
      statusCode: 500,
      json: null
    });
    expect(toAppError(error, 'Getting it').message).toBe(`Getting it: ${words}`);
  });
});

describe('logs', () => {
  it('are taken out of their frames, also when cut in the middle of one', () => {
    const raw = Buffer.concat([frame('one\n'), frame('zwei é\n', 2)]);
    expect(unframe(raw)).toBe('one\nzwei é\n');
    expect(unframe(raw.subarray(0, -3))).toBe('one\nzwei ');
    expect(unframe(Buffer.alloc(0))).toBe('');
  });

  it('are shown from their end', () => {
    expect(lastOf('short')).toBe('short');
    expect(lastOf(`${'x'.repeat(20_000)}end`)).toMatch(/^…x+end$/);
  });
});

describe('lines of a stream', () => {
  async function* chunks() {
    yield Buffer.from('{"a":1}\n{"b":');
    yield Buffer.from('"é"}'.slice(0, 2));
    yield Buffer.from('é"}').subarray(0, 1);
    yield Buffer.from('é"}').subarray(1);
    yield Buffer.from('\r\n\n{"c":3}');
  }

  it('are put together across chunks, in the middle of a character too', async () => {
    const lines = [];
    for await (const line of linesOf(chunks())) {
      lines.push(line.trim());
    }
    expect(lines).toEqual(['{"a":1}', '{"b":"éé"}', '{"c":3}']);
  });

  it('end with the error of the stream', async () => {
    async function* broken() {
      yield Buffer.from('a\n');
      throw new Error('reset');
    }
    await expect(
      (async () => {
        for await (const _line of linesOf(broken())) {
          // Only the end matters.
        }
      })()
    ).rejects.toThrow('reset');
  });
});

describe('the progress of a pull', () => {
  const layer = (id: string, current: number, total: number) =>
    JSON.stringify({ id, status: 'Downloading', progressDetail: { current, total } });

  it('sums up layers', () => {
    const progress = new PullProgress();
    progress.note(layer('a', 10e6, 20e6));
    expect(progress.note(layer('b', 5e6, 10e6))).toEqual({
      message: 'Getting the image: 15 of 30 MB',
      fraction: 0.5
    });
    expect(progress.note('{"status":"Extracting","id":"a"}')).toBeNull();
  });

  it('fails with the registry', () => {
    expect(() => new PullProgress().note('{"error":"manifest unknown"}')).toThrow(
      'manifest unknown'
    );
  });
});

describe('the memory of a container', () => {
  it.each([
    [{ memory_stats: { usage: 100, stats: { total_inactive_file: 30 } } }, 70],
    [{ memory_stats: { usage: 100, stats: { inactive_file: 40 } } }, 60],
    [{ memory_stats: { usage: 100 } }, 100],
    [{ memory_stats: {} }, null],
    [undefined, null]
  ])('%j', (stats, bytes) => {
    expect(memoryInUse(stats)).toBe(bytes);
  });
});

describe('the address of a container', () => {
  const container = (ip: string, port: string | null) => ({
    NetworkSettings: {
      Networks: { ours: { IPAddress: ip }, other: { IPAddress: '10.0.0.9' } },
      Ports: port === null ? {} : { '8888/tcp': [{ HostIp: '127.0.0.1', HostPort: port }] }
    }
  });

  it('is its own on our network, or a published port', () => {
    expect(addressOf(container('10.0.0.2', '4000'), 'ours', 8888, false)).toEqual({
      host: '10.0.0.2',
      port: 8888
    });
    expect(addressOf(container('10.0.0.2', '4000'), 'ours', 8888, true)).toEqual({
      host: '127.0.0.1',
      port: 4000
    });
  });

  it('is refused when there is none', () => {
    expect(() => addressOf(container('', null), 'ours', 8888, false)).toThrow('no address');
    expect(() => addressOf(container('10.0.0.2', null), 'ours', 8888, true)).toThrow('no address');
  });
});
