import type { JobEnd } from '../../contract/jobs.js';
import type { ReadResult, ResultFile } from './result-file.js';
import type { Wish } from './types.js';
import { inWords, memoryInWords, plainLine } from './words.js';

/** Exit code of a runner that found the start lock of its attempt. */
export const EXIT_DUPLICATE = 97;

/** Exit codes of what was killed from outside, or lost with its engine. */
const KILLED = new Set([137, 143, 255]);

export interface Evidence {
  readonly result: ReadResult;
  /** Null when the engine no longer knows the container. */
  readonly engine: { readonly exitCode: number | null; readonly outOfMemory: boolean } | null;
  /** What the hub wanted, recorded before the engine was asked. */
  readonly desired: Wish | null;
  /** By the hub's clock; null when the start was never seen. */
  readonly elapsedSeconds: number | null;
  readonly timeLimitSeconds: number;
  readonly memoryBytes: number;
  /** What was wrong with control files and working folder. */
  readonly problems: readonly string[];
}

export interface Verdict {
  readonly end: JobEnd;
  readonly reason: string;
  readonly warnings: readonly string[];
  readonly source: 'result' | 'engine' | 'hub';
}

type Finding = Omit<Verdict, 'warnings'>;

function failureInWords(error: ResultFile['error']): string {
  if (error === null) {
    return 'Failed';
  }
  const text = plainLine([error.name, error.message].filter(Boolean).join(': '));
  switch (error.kind) {
    case 'cell':
      return `Failed in cell ${error.cell ?? '?'}: ${text}`;
    case 'kernelDied':
      return error.cell === null ? 'The kernel died' : `The kernel died in cell ${error.cell}`;
    case 'noKernel':
      return `No kernel “${plainLine(error.name)}” in this image`;
    case 'notJson':
      return 'The notebook is not valid JSON';
    case 'notNotebook':
      return text === '' ? 'This is not a notebook' : `This is not a notebook: ${text}`;
    case 'runner':
      return `The notebook could not be run: ${text}`;
  }
}

const outOfMemory = (evidence: Evidence) =>
  `Killed: out of memory (${memoryInWords(evidence.memoryBytes)} allowed)`;

const outOfTime = (evidence: Evidence) =>
  `Ran out of time after ${inWords(evidence.timeLimitSeconds)}`;

function byResult(result: ResultFile, evidence: Evidence): Finding {
  const source = 'result';
  switch (result.outcome) {
    case 'succeeded':
      return { end: 'succeeded', reason: 'Succeeded', source };
    case 'timedOut':
      return { end: 'timedOut', reason: outOfTime(evidence), source };
    case 'terminated':
      return { end: 'lost', reason: 'Stopped from outside the hub', source };
    case 'failed':
      return result.error?.kind === 'kernelDied' && evidence.engine?.outOfMemory
        ? { end: 'failed', reason: outOfMemory(evidence), source: 'engine' }
        : { end: 'failed', reason: failureInWords(result.error), source };
  }
}

function byEngine(evidence: Evidence): Finding {
  const source = 'engine';
  if (evidence.engine === null || evidence.engine.exitCode === null) {
    return { end: 'lost', reason: 'The engine no longer has its container', source };
  }
  const { exitCode } = evidence.engine;
  if (evidence.engine.outOfMemory && exitCode !== 0) {
    return { end: 'failed', reason: outOfMemory(evidence), source };
  }
  if (exitCode === 0) {
    return { end: 'lost', reason: 'It ended without saying how', source };
  }
  if (exitCode === EXIT_DUPLICATE) {
    return { end: 'lost', reason: 'It had been started before, and was not run again', source };
  }
  return KILLED.has(exitCode)
    ? {
        end: 'lost',
        reason: `Killed before it could say how it went (exit code ${exitCode})`,
        source
      }
    : { end: 'failed', reason: `Ended with exit code ${exitCode} and without a result`, source };
}

function find(evidence: Evidence): Finding {
  if (evidence.desired === 'cancelled') {
    return { end: 'cancelled', reason: 'Cancelled', source: 'hub' };
  }
  if (evidence.desired === 'timedOut') {
    return { end: 'timedOut', reason: outOfTime(evidence), source: 'hub' };
  }
  return evidence.result.kind === 'result'
    ? byResult(evidence.result.result, evidence)
    : byEngine(evidence);
}

/** What result and engine say against each other, or against the hub's own clock. */
function contradictions(evidence: Evidence, finding: Finding): string[] {
  const warnings: string[] = [];
  const { engine, result } = evidence;
  if (result.kind === 'unreadable') {
    warnings.push(`${result.problem}; it was not believed`);
  }
  if (result.kind === 'result') {
    const { outcome } = result.result;
    const exitCode = engine?.exitCode ?? null;
    if (evidence.desired !== null && outcome === 'succeeded') {
      warnings.push('It reported success before its end was brought about');
    } else if (outcome === 'succeeded' && exitCode === null) {
      warnings.push('It reported success, but the engine no longer has its container');
    } else if (outcome === 'succeeded' && exitCode !== 0) {
      warnings.push(
        KILLED.has(exitCode ?? 0)
          ? `It reported success, but the engine says it was killed (exit code ${exitCode})`
          : `It reported success, but the engine says it failed (exit code ${exitCode})`
      );
    } else if (outcome !== 'succeeded' && exitCode === 0) {
      warnings.push('It reported a failure, but the engine says that it ended well');
    }
    if (
      outcome === 'timedOut' &&
      evidence.elapsedSeconds !== null &&
      evidence.elapsedSeconds < evidence.timeLimitSeconds - 1
    ) {
      warnings.push(
        `It reported to be out of time after ${inWords(evidence.elapsedSeconds)} of ${inWords(evidence.timeLimitSeconds)}`
      );
    }
    warnings.push(...result.result.notes.map(plainLine).filter(Boolean));
  }
  if (engine?.outOfMemory && !finding.reason.startsWith('Killed: out of memory')) {
    warnings.push('A process of it was killed because memory ran out');
  }
  return warnings;
}

/**
 * How a job ended, from what it says (which may be a lie), what the engine says and what the hub wanted. The hub's own
 * wish names the end; then `result.json` comes before the exit code, the exit code before absence. Success is never
 * taken from the engine alone.
 */
export function judge(evidence: Evidence): Verdict {
  const finding = find(evidence);
  const warnings = [...evidence.problems, ...contradictions(evidence, finding)];
  return { ...finding, warnings: [...new Set(warnings)] };
}
