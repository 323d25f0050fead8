import { parseResult, type ReadResult, type ResultFile } from './result-file.js';
import { judge, type Evidence } from './verdict.js';

const honest: ResultFile = {
  version: 1,
  outcome: 'succeeded',
  error: null,
  cells: { done: 2, total: 2 },
  stdout: { bytes: 0, leftOut: 0 },
  stderr: { bytes: 0, leftOut: 0 },
  notes: [],
  runner: { version: '1', python: '3.11.2', nbclient: '0.10.0' }
};

const said = (changes: Partial<ResultFile> = {}): ReadResult => ({
  kind: 'result',
  result: { ...honest, ...changes }
});
const failed = (error: Partial<NonNullable<ResultFile['error']>>): ReadResult =>
  said({
    outcome: 'failed',
    error: { kind: 'cell', cell: 4, name: 'ValueError', message: 'bad', ...error }
  });
const exited = (exitCode: number, outOfMemory = false) => ({ exitCode, outOfMemory });
const none: ReadResult = { kind: 'none' };

const base: Evidence = {
  result: none,
  engine: exited(0),
  desired: null,
  elapsedSeconds: 30,
  timeLimitSeconds: 120,
  memoryBytes: 512 * 1024 * 1024,
  problems: []
};

const cases: [string, Partial<Evidence>, string, string, string, (string | RegExp)[]][] = [
  // What happened, evidence, end, reason, source, warnings
  ['success', { result: said() }, 'succeeded', 'Succeeded', 'result', []],
  [
    'failing cell',
    { result: failed({}), engine: exited(1) },
    'failed',
    'Failed in cell 4: ValueError: bad',
    'result',
    []
  ],
  [
    'error with colours and many lines',
    { result: failed({ message: '\u001b[31mbad\u001b[0m\n\n\tnews\u202e' }), engine: exited(1) },
    'failed',
    'Failed in cell 4: ValueError: bad news',
    'result',
    []
  ],
  [
    'notebook that is not JSON',
    { result: failed({ kind: 'notJson', cell: null }), engine: exited(1) },
    'failed',
    'The notebook is not valid JSON',
    'result',
    []
  ],
  [
    'missing kernel',
    { result: failed({ kind: 'noKernel', cell: null, name: 'xyz' }), engine: exited(1) },
    'failed',
    'No kernel “xyz” in this image',
    'result',
    []
  ],
  [
    'kernel that died',
    { result: failed({ kind: 'kernelDied' }), engine: exited(1) },
    'failed',
    'The kernel died in cell 4',
    'result',
    []
  ],
  [
    'kernel killed for memory',
    { result: failed({ kind: 'kernelDied' }), engine: exited(1, true) },
    'failed',
    'Killed: out of memory (512 MiB allowed)',
    'engine',
    []
  ],
  [
    'runner killed for memory',
    { engine: exited(137, true) },
    'failed',
    'Killed: out of memory (512 MiB allowed)',
    'engine',
    []
  ],
  [
    'child killed for memory, all else well',
    { result: said(), engine: exited(0, true) },
    'succeeded',
    'Succeeded',
    'result',
    [/memory ran out/]
  ],
  [
    'out of time, by the runner',
    { result: said({ outcome: 'timedOut' }), engine: exited(124), elapsedSeconds: 120.4 },
    'timedOut',
    'Ran out of time after 2 min',
    'result',
    []
  ],
  [
    'out of time, claimed too early',
    { result: said({ outcome: 'timedOut' }), engine: exited(124), elapsedSeconds: 5 },
    'timedOut',
    'Ran out of time after 2 min',
    'result',
    [/after 5 s of 2 min/]
  ],
  [
    'out of time, by the hub',
    { engine: exited(137), desired: 'timedOut' },
    'timedOut',
    'Ran out of time after 2 min',
    'hub',
    []
  ],
  [
    'cancelled',
    { result: said({ outcome: 'terminated' }), engine: exited(143), desired: 'cancelled' },
    'cancelled',
    'Cancelled',
    'hub',
    []
  ],
  [
    'cancelled, did not listen',
    { engine: exited(137), desired: 'cancelled' },
    'cancelled',
    'Cancelled',
    'hub',
    []
  ],
  [
    'cancelled when it was done',
    { result: said(), desired: 'cancelled' },
    'cancelled',
    'Cancelled',
    'hub',
    [/reported success before/]
  ],
  [
    'stopped by somebody else',
    { result: said({ outcome: 'terminated' }), engine: exited(143) },
    'lost',
    'Stopped from outside the hub',
    'result',
    []
  ],
  [
    'forged success, runner killed',
    { result: said(), engine: exited(137) },
    'succeeded',
    'Succeeded',
    'result',
    [/engine says it was killed \(exit code 137\)/]
  ],
  [
    'success claimed, exit code of a failure',
    { result: said(), engine: exited(3) },
    'succeeded',
    'Succeeded',
    'result',
    [/engine says it failed \(exit code 3\)/]
  ],
  [
    'success, container gone',
    { result: said(), engine: null },
    'succeeded',
    'Succeeded',
    'result',
    [/no longer has its container/]
  ],
  [
    'failure claimed, exit code 0',
    { result: failed({}) },
    'failed',
    'Failed in cell 4: ValueError: bad',
    'result',
    [/ended well/]
  ],
  ['exit 0 without a result', {}, 'lost', 'It ended without saying how', 'engine', []],
  [
    'unreadable result, exit 0',
    { result: { kind: 'unreadable', problem: 'result.json is a symbolic link' } },
    'lost',
    'It ended without saying how',
    'engine',
    ['result.json is a symbolic link; it was not believed']
  ],
  [
    'runner killed',
    { engine: exited(137) },
    'lost',
    'Killed before it could say how it went (exit code 137)',
    'engine',
    []
  ],
  [
    'engine lost power',
    { engine: exited(255) },
    'lost',
    'Killed before it could say how it went (exit code 255)',
    'engine',
    []
  ],
  [
    'started twice',
    { engine: exited(97) },
    'lost',
    'It had been started before, and was not run again',
    'engine',
    []
  ],
  [
    'no Python in the image',
    { engine: exited(127) },
    'failed',
    'Ended with exit code 127 and without a result',
    'engine',
    []
  ],
  [
    'container gone',
    { engine: null },
    'lost',
    'The engine no longer has its container',
    'engine',
    []
  ],
  [
    'tampered files',
    { result: said(), problems: ['stdout.txt is a symbolic link now; it was not read'] },
    'succeeded',
    'Succeeded',
    'result',
    ['stdout.txt is a symbolic link now; it was not read']
  ]
];

describe('judge', () => {
  it.each(cases)('%s', (_what, evidence, end, reason, source, warnings) => {
    const verdict = judge({ ...base, ...evidence });
    expect(verdict).toMatchObject({ end, reason, source });
    expect(verdict.warnings).toEqual(
      warnings.map(warning =>
        typeof warning === 'string' ? warning : expect.stringMatching(warning)
      )
    );
  });

  it('never takes success from the engine alone', () => {
    for (const exitCode of [0, 1, 97, 137, 143, 255]) {
      expect(judge({ ...base, engine: exited(exitCode) }).end).not.toBe('succeeded');
    }
  });
});

describe('parseResult', () => {
  const parse = (document: unknown) => parseResult(Buffer.from(JSON.stringify(document)));

  it('takes what the runner writes', () => {
    expect(parse(honest)).toEqual({ kind: 'result', result: honest });
  });

  it.each([
    ['another version', { ...honest, version: 2 }],
    ['a further field', { ...honest, path: '/etc/shadow' }],
    ['a made-up outcome', { ...honest, outcome: 'excellent' }],
    ['a number that is none', { ...honest, cells: { done: '2', total: 2 } }],
    ['a list', [honest]],
    ['nothing', null]
  ])('refuses %s', (_what, document) => {
    expect(parse(document).kind).toBe('unreadable');
  });

  it('refuses what is not JSON', () => {
    expect(parseResult(Buffer.from([0xff, 0x00]))).toEqual({
      kind: 'unreadable',
      problem: 'result.json is not valid JSON'
    });
  });
});
