import { setFlagsFromString } from 'node:v8';

/**
 * For a process that passes on bytes, and little else. Each 64 KiB of them are memory outside of the heap for a moment,
 * which V8 answers with one step of marking after the other, 70 times for a gigabyte: more than half of all the time
 * spent. Marking in one go takes some milliseconds in a heap as small as here, and is begun far less often.
 */
export function passBytesOn(): void {
  setFlagsFromString('--no-incremental-marking');
}
