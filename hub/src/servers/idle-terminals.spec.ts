import { runsProgram } from './idle-terminals.js';

describe('a terminal', () => {
  const inTerminal = (...commands: string[]) =>
    runsProgram(commands.map(command => ({ inTerminal: true, command })));

  it.each([
    ['nothing at all', []],
    ['its shell', ['/bin/bash -l']],
    ['a login shell', ['-bash']],
    ['a shell in a shell', ['/bin/bash', 'sh', '/usr/bin/zsh -i']]
  ])('is at rest with %s', (_what, commands) => {
    expect(inTerminal(...commands)).toBe(false);
  });

  it.each([
    ['a program beside its shell', ['-bash', 'python3 train.py']],
    ['a script of a shell', ['-bash', 'bash ./night.sh']],
    ['a command line given to a shell', ['-bash', 'sh -c while true; do date; done']],
    ['a program in place of its shell', ['sleep 600']],
    ['a program whose name only begins as a shell does', ['-bash', 'shred -v old.bin']]
  ])('works with %s', (_what, commands) => {
    expect(inTerminal(...commands)).toBe(true);
  });

  it('is not meant by what runs without one', () => {
    const command = 'python3 -m ipykernel_launcher -f kernel.json';
    expect(runsProgram([{ inTerminal: false, command }])).toBe(false);
  });
});
