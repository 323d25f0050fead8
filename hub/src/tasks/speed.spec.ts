import { Speed } from './speed.js';

describe('Speed', () => {
  let now = 0;
  let speed: Speed;
  beforeEach(() => {
    now = 1000;
    speed = new Speed(() => now);
  });
  const after = (ms: number, files: number, bytes: number, total: object | null) => {
    now += ms;
    return speed.progress({ files, bytes }, total as { files: number; bytes: number } | null);
  };

  it('knows nothing at first', () => {
    expect(after(0, 0, 0, null)).toEqual({
      files: 0,
      bytes: 0,
      filesTotal: null,
      bytesTotal: null,
      bytesPerSecond: null,
      remainingSeconds: null
    });
  });

  it('measures what came of late', () => {
    after(0, 0, 0, null);
    after(10_000, 0, 1_000_000, null);
    const total = { files: 1, bytes: 1_002_000 };
    expect(after(1000, 0, 1_001_000, total)).toMatchObject({
      bytesPerSecond: 1000,
      remainingSeconds: 1
    });
  });

  it('goes by the files where these take longer', () => {
    const total = { files: 100, bytes: 1000 };
    after(0, 0, 0, total);
    expect(after(1000, 2, 900, total)).toMatchObject({ remainingSeconds: 49 });
  });

  it('shows no more done than there is, when something was added', () => {
    expect(after(0, 3, 30, { files: 2, bytes: 20 })).toMatchObject({
      filesTotal: 3,
      bytesTotal: 30,
      remainingSeconds: null
    });
  });
});
