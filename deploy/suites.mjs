// The suites of tests, how each is run, and what its machine-readable report says.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_MS = 30 * 60_000;

const jest = (name, args) => ({
  name,
  command: ['node_modules/jest/bin/jest.js', '--ci', '--json', ...args],
  report: file => ({ args: [`--outputFile=${file}`] }),
  count: countJest
});

const playwright = (name, config) => ({
  name,
  command: ['ui-tests/node_modules/@playwright/test/cli.js', 'test', '-c', config],
  report: file => ({
    args: ['--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file }
  }),
  count: countPlaywright
});

export const SUITES = [
  jest('unit, extension and HTTP tests', [
    ...['--selectProjects', 'unit', 'extension', 'http'],
    // By itself it leaves one core of a machine idle, which is half of two.
    '--maxWorkers=100%'
  ]),
  jest('tests with the Docker Engine', ['--selectProjects', 'docker', '--runInBand']),
  playwright('panels in JupyterLab', 'ui-tests/playwright.config.ts'),
  playwright('end to end', 'ui-tests/e2e/playwright.config.ts')
];

/** A suite that cannot even be loaded counts as one failed test. */
export function countJest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests
  };
}

export function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped
  };
}

/** What a run amounts to: a report that is missing or tells of no test is a failure, and so is a bad exit code. */
export function verdict(counts, exitCode) {
  if (!counts || counts.passed + counts.failed + counts.skipped === 0) {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return counts.failed === 0 && exitCode !== 0 ? { ...counts, failed: 1 } : counts;
}

/** Runs a suite with its output on ours. @param environment - beside what the suite itself sets */
export async function runSuite(root, suite, { directory, environment }) {
  const file = join(directory, 'report.json');
  const report = suite.report(file);
  const child = spawn(process.execPath, [...suite.command, ...report.args], {
    cwd: root,
    env: { ...environment, ...report.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: LIMIT_MS
  });
  const exitCode = await new Promise(resolve => {
    child.on('error', error => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', code => resolve(code ?? 1));
  });
  let counts = null;
  try {
    counts = suite.count(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`${suite.name}: no report: ${error.message}`);
  }
  return verdict(counts, exitCode);
}
