import { execFileSync } from 'node:child_process';

import fc from 'fast-check';

import type { Parameters } from '../../contract/jobs.js';
import { renderParameters } from './parameters.js';

describe('renderParameters', () => {
  const parameters: Parameters = {
    redshift: 0.5,
    n: 64,
    flag: true,
    nothing: null,
    label: 'a "b" $HOME \\ \n',
    list: [1, [false]],
    map: { key: 'v', $x: null }
  };

  it('writes Python', () => {
    expect(renderParameters(parameters).python).toBe(
      [
        'redshift = 0.5',
        'n = 64',
        'flag = True',
        'nothing = None',
        'label = "a \\"b\\" $HOME \\\\ \\n"',
        'list = [1, [False]]',
        'map = {"key": "v", "$x": None}'
      ].join('\n')
    );
  });

  it('writes R', () => {
    expect(renderParameters(parameters).r.split('\n')).toEqual([
      '`redshift` = 0.5',
      '`n` = 64',
      '`flag` = TRUE',
      '`nothing` = NULL',
      '`label` = "a \\"b\\" $HOME \\\\ \\n"',
      '`list` = list(1, list(FALSE))',
      '`map` = list("key" = "v", "$x" = NULL)'
    ]);
  });

  it('writes Julia, in which a dollar sign is no variable', () => {
    expect(renderParameters(parameters).julia.split('\n')).toEqual([
      'redshift = 0.5',
      'n = 64',
      'flag = true',
      'nothing = nothing',
      'label = "a \\"b\\" \\$HOME \\\\ \\n"',
      'list = [1, [false]]',
      'map = Dict("key" => "v", "\\$x" => nothing)'
    ]);
  });

  it('says in Python what it was told, whatever that is', () => {
    const values = fc.sample(fc.jsonValue(), 200) as Parameters[string][];
    const source = renderParameters(Object.fromEntries(values.map((v, i) => [`p${i}`, v]))).python;
    const names = values.map((_, i) => `p${i}`).join(', ');
    const output = execFileSync('python3', ['-'], {
      input: `${source}\nimport json\nprint(json.dumps([${names}]))\n`,
      encoding: 'utf8'
    });
    expect(JSON.parse(output)).toEqual(JSON.parse(JSON.stringify(values)));
  });
});
