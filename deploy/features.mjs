// Checks docs/features.md: each feature names a test file in its last column, `file` or `file: title of the test`, and
// that test exists.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const FILE = 'docs/features.md';

/** What is wrong with one row of the table; nothing for headings. */
function problemsOf(line, number) {
  const cells = line.split('|').map(cell => cell.trim());
  const last = cells.at(-2) ?? '';
  const [id] = cells.slice(1);
  if (!line.startsWith('|') || /^:?-+:?$/.test(id) || id.toLowerCase() === 'id' || last === '–') {
    return [];
  }
  const tests = [...last.matchAll(/`([^`:]+\.spec\.tsx?)(?::\s*([^`]+))?`/g)];
  if (tests.length === 0) {
    return [`${FILE}:${number}: ${id} names no test`];
  }
  return tests.flatMap(([, file, title]) => {
    if (!existsSync(join(root, file))) {
      return [`${FILE}:${number}: ${id}: there is no ${file}`];
    }
    const isThere = !title || readFileSync(join(root, file), 'utf8').includes(title.trim());
    return isThere ? [] : [`${FILE}:${number}: ${id}: ${file} has no test "${title.trim()}"`];
  });
}

const problems = readFileSync(join(root, FILE), 'utf8')
  .split('\n')
  .flatMap((line, index) => problemsOf(line, index + 1));
problems.forEach(problem => console.error(problem));
process.exit(problems.length > 0 ? 1 : 0);
