// The suites of tests, how each is run, and what its machine-readable report says.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_MS = 30 * 60_000;

// What a failed test left open is not waited for.
const JEST = ['node_modules/jest/bin/jest.js', '--ci', '--json', '--forceExit'];

const jest = (name, projects, ...args) => ({
  name,
  command: [...JEST, '--selectProjects', ...projects, ...args],
  report: file => ({ args: [`--outputFile=${file}`] }),
  count: countJest,
  // As the browser tests do it by themselves: what passes only at the second try is reported as flaky.
  secondTry: report => [
    ...[...JEST, '--selectProjects', ...projects],
    ...['--runInBand', '--runTestsByPath', ...failedFiles(report)]
  ]
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
  // By itself jest leaves one core of a machine idle, which is half of two.
  jest(
    'unit, extension, page and HTTP tests',
    ['unit', 'extension', 'pages', 'http'],
    '--maxWorkers=100%'
  ),
  jest('tests with the Docker Engine', ['docker'], '--maxWorkers=2'),
  playwright('panels in JupyterLab', 'ui-tests/playwright.config.ts'),
  playwright('end to end', 'ui-tests/e2e/playwright.config.ts')
];

/** A suite that cannot even be loaded counts as one failed test. */
export function countJest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    flaky: 0
  };
}

/** The files of a report of jest in which something failed. */
export function failedFiles(report) {
  return report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
}

export function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    flaky: stats.flaky
  };
}

/** What a run amounts to: a report that is missing or tells of no test is a failure, and so is a bad exit code. */
export function verdict(counts, exitCode) {
  if (!counts || counts.passed + counts.failed + counts.skipped === 0) {
    return { passed: 0, failed: 1, skipped: 0, flaky: 0 };
  }
  return counts.failed === 0 && exitCode !== 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * A first run, and one of the files that failed in it.
 * @param failedBefore - the files of the first run's report that failed, alone
 */
export function withSecondTry(first, failedBefore, second) {
  const passed = first.passed - failedBefore.passed + second.passed;
  const flaky = Math.max(0, failedBefore.failed - second.failed);
  return { passed, failed: second.failed, skipped: first.skipped, flaky };
}

/** Runs a suite with its output on ours. @param environment - beside what the suite itself sets */
export async function runSuite(root, suite, { directory, environment }) {
  const run = command => runOnce(root, { ...suite, command }, { directory, environment });
  const { counts, report } = await run(suite.command);
  const mayTryAgain = Boolean(environment.CI && report && suite.secondTry);
  if (!mayTryAgain || failedFiles(report).length === 0) {
    return counts;
  }
  console.log(`\n   ${counts.failed} failed; those files once more, by themselves\n`);
  const second = await run(suite.secondTry(report));
  return withSecondTry(counts, countFailedFiles(report), second.counts);
}

function countFailedFiles(report) {
  const failed = report.testResults.filter(({ status }) => status === 'failed');
  const results = failed.flatMap(({ assertionResults }) => assertionResults);
  const count = wanted => results.filter(({ status }) => status === wanted).length;
  const unloadable = failed.filter(({ assertionResults }) => assertionResults.length === 0).length;
  return { passed: count('passed'), failed: count('failed') + unloadable };
}

async function runOnce(root, suite, { directory, environment }) {
  const file = join(directory, 'report.json');
  rmSync(file, { force: true });
  const { args, env } = suite.report(file);
  const child = spawn(process.execPath, [...suite.command, ...args], {
    cwd: root,
    env: { ...environment, ...env },
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
  let report = null;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`${suite.name}: no report: ${error.message}`);
  }
  return { counts: verdict(report && suite.count(report), exitCode), report };
}
