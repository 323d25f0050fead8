import { nullTranslator } from '@jupyterlab/translation';

import { initialText, parametersCellOf, parametersOf, readParameter } from './parameters';

const trans = nullTranslator.load('labcommons');
const valuesOf = (source: string, language = 'python') =>
  Object.fromEntries(parametersOf(source, language).map(({ name, value }) => [name, value]));

describe('parametersCellOf', () => {
  const cell = (cell_type: string, source: string | string[], tags?: unknown) => ({
    cell_type,
    source,
    metadata: { tags }
  });

  it('finds the first code cell with the tag, whole or in lines', () => {
    const cells = [
      cell('markdown', '# x', ['parameters']),
      cell('code', 'a = 1', ['other']),
      cell('code', ['b = 2\n', 'c = 3'], ['x', 'parameters']),
      cell('code', 'd = 4', ['parameters'])
    ];
    expect(parametersCellOf({ cells })).toBe('b = 2\nc = 3');
  });

  it('is null where no cell is tagged, and for tags that are no list', () => {
    expect(parametersCellOf({ cells: [cell('code', 'a = 1', 'parameters')] })).toBeNull();
  });
});

describe('parametersOf', () => {
  it.each([
    ['x = 5', 5],
    ['x = -0.5e-3', -0.0005],
    ['x = +1_000', 1000],
    ['x = 0xff', 255],
    ["x = 'it\\'s'", "it's"],
    ['x = "a # b"  # comment', 'a # b'],
    ['x = r"\\d+"', '\\d+'],
    ['x = """two\nlines"""', 'two\nlines'],
    ['x = "caf\\u00e9"', 'café'],
    ['x = True', true],
    ['x = None', null],
    ['x: float = 1.5', 1.5],
    ['x: dict[str, int] = {"a": 1}', { a: 1 }],
    ['x = [1, "two", [3.0, None],]', [1, 'two', [3, null]]],
    ['x = (1, 2)', [1, 2]],
    ['x = (1)', 1],
    ['x = ("a",)', ['a']],
    ['x = [\n  1,  # first\n  2\n]', [1, 2]],
    ['x = 1;', 1]
  ])('reads %s', (source, value) => {
    expect(valuesOf(source)).toEqual({ x: value });
  });

  it.each([
    'x = 1 + 2',
    'x = os.path.join("a")',
    'x = f"{y}"',
    'x = "a" "b"',
    'x = "never closed',
    'x = {1: 2}',
    'x = 123456789012345678901234567890',
    'x = 1j'
  ])('leaves to the notebook what is no literal: %s', source => {
    expect(valuesOf(source)).toEqual({ x: undefined });
  });

  it('keeps the order, lets the last assignment count and passes over everything else', () => {
    const source =
      '# start\nimport os\nb = 1\nif b:\n    c = 3\na == b\na = "x"\nb = 2\nd, e = 1, 2\nf += 1';
    expect(parametersOf(source, 'python').map(p => [p.name, p.value])).toEqual([
      ['a', 'x'],
      ['b', 2]
    ]);
  });

  it('reads R and Julia where they say it in literals', () => {
    expect(valuesOf('x <- 5L\ny = TRUE\nz <- c("a", "b")\nn <- NULL', 'R')).toEqual({
      x: 5,
      y: true,
      z: ['a', 'b'],
      n: null
    });
    expect(valuesOf('x = 5\ny = true\nz = [1, 2]\nn::Int = 3', 'julia')).toEqual({
      x: 5,
      y: true,
      z: [1, 2],
      n: 3
    });
  });

  it('reads nothing of a language that it does not know', () => {
    expect(parametersOf('x = 1', 'cobol')).toEqual([]);
  });
});

describe('readParameter', () => {
  const [number, text, list, computed] = parametersOf(
    'a = 1.0\nb = "x"\nc = ["A"]\nd = f()',
    'python'
  );

  it('leaves untouched parameters to the notebook', () => {
    for (const parameter of [number!, text!, list!, computed!]) {
      expect(readParameter(parameter, initialText(parameter), trans)).toEqual({ value: undefined });
    }
  });

  it('takes numbers, text as it is, and JSON', () => {
    expect(readParameter(number!, '2.5', trans)).toEqual({ value: 2.5 });
    expect(readParameter(text!, '', trans)).toEqual({ value: '' });
    expect(readParameter(text!, '5', trans)).toEqual({ value: '5' });
    expect(readParameter(list!, '["A", "B"]', trans)).toEqual({ value: ['A', 'B'] });
    expect(readParameter(computed!, '{"k": 1}', trans)).toEqual({ value: { k: 1 } });
  });

  it('says what is wrong at the field', () => {
    expect(readParameter(number!, 'many', trans)).toEqual({ mistake: 'This is not a number.' });
    expect(readParameter(number!, '', trans)).toEqual({ mistake: 'A value is needed.' });
    expect(readParameter(list!, '[A]', trans)).toHaveProperty('mistake');
  });
});
