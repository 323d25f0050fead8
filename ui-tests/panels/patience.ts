import { createRequire } from 'node:module';

interface Waiting {
  waitForCondition(condition: () => boolean | Promise<boolean>, timeout?: number): Promise<void>;
}

// Galata waits fifteen seconds for whatever it waits, the start of JupyterLab among it: too few on a busy machine.
const utils = createRequire(import.meta.url)('@jupyterlab/galata/lib/utils') as Waiting;
const { waitForCondition } = utils;
utils.waitForCondition = (condition, timeout = 90_000) => waitForCondition(condition, timeout);
