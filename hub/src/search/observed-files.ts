import type { Place, VolumeFiles } from '../files/ports.js';

type Method = keyof VolumeFiles;

/** Which of their arguments these operations change. */
const CHANGED: Partial<Record<Method, readonly number[]>> = {
  makeDirectory: [0],
  writeFile: [0],
  rename: [0, 1],
  copyFile: [1],
  remove: [0]
};

/**
 * Files that tell of every change which the hub makes, once it is made. Whatever is written to is seen so, whichever
 * part of the hub does it.
 */
export function observed(files: VolumeFiles, changed: (place: Place) => void): VolumeFiles {
  return new Proxy(files, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') {
        return method;
      }
      const places = CHANGED[name as Method];
      return async (...args: unknown[]) => {
        const result: unknown = await Reflect.apply(method, target, args);
        places?.forEach(at => changed(args[at] as Place));
        return result;
      };
    }
  });
}
