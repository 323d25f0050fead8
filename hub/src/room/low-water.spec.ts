import { lowDisk } from './low-water.js';

const GiB = 2 ** 30;
const MARK = { minFreeBytes: 5 * GiB, minFreePercent: 5 };

function disk(name: string, freeBytes: number, totalBytes: number) {
  return { name, freeBytes, totalBytes };
}

describe('the low-water mark', () => {
  it('is a number of bytes on a large disk', () => {
    expect(lowDisk([disk('large', 5 * GiB, 1000 * GiB)], MARK)).toBeNull();
    expect(lowDisk([disk('large', 5 * GiB - 1, 1000 * GiB)], MARK)?.name).toBe('large');
  });

  it('is a share of a small one', () => {
    expect(lowDisk([disk('small', GiB, 20 * GiB)], MARK)).toBeNull();
    expect(lowDisk([disk('small', GiB - 1, 20 * GiB)], MARK)?.name).toBe('small');
  });

  it('is that of each disk', () => {
    const full = disk('full', 0, 20 * GiB);
    expect(lowDisk([disk('empty', 20 * GiB, 20 * GiB), full], MARK)).toBe(full);
    expect(lowDisk([], MARK)).toBeNull();
  });

  it('may be nothing at all', () => {
    expect(lowDisk([disk('full', 0, 20 * GiB)], { ...MARK, minFreeBytes: 0 })).toBeNull();
  });
});
