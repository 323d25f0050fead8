// Which image users get: the one that the settings name, or one built here when it cannot be had.
import { ensureImages, imageReference } from './images.mjs';
import { SetupError, step } from './progress.mjs';

const FALLBACK = 'scipy-notebook';
const SILENCE_MS = 15_000;

async function pull(docker, reference) {
  await step(`Pulling the image ${reference}`, report =>
    docker.pull(reference, { timeoutMs: SILENCE_MS }, report)
  );
}

/** Gets the images that the YAML file names. @throws SetupError for one that cannot be had */
async function ensureNamed(docker, images) {
  for (const { reference } of images) {
    if (!(await docker.imageLabels(reference))) {
      await pull(docker, reference).catch(error => {
        error.advice = `Is ${reference} right, and its registry reachable? Or build it on this engine under that name.`;
        throw error;
      });
    }
  }
}

/**
 * Sees to it that the engine has the images of the settings.
 * @returns the reference that LABCOMMONS_IMAGE must have for the hub, or null when the settings stand as they are
 */
export async function ensureDefaultImage(docker, root, { images, stockImage }) {
  const isStock = images.length === 1 && images[0].reference === stockImage;
  if (!isStock) {
    await ensureNamed(docker, images);
    return null;
  }
  if (await docker.imageLabels(stockImage)) {
    return null;
  }
  const isBuilt = Boolean(await docker.imageLabels(imageReference(FALLBACK)));
  if (!isBuilt) {
    try {
      await pull(docker, stockImage);
      return null;
    } catch (error) {
      if (!(error instanceof SetupError)) {
        throw error;
      }
      console.log(
        `  ${stockImage} cannot be pulled (${error.message}); building one like it here.`
      );
    }
  }
  try {
    await ensureImages(docker, root, [FALLBACK]);
  } catch (error) {
    if (!isBuilt || !(error instanceof SetupError)) {
      throw error;
    }
    console.log(`  It cannot be built anew (${error.message}); the one that is there stays.`);
  }
  return imageReference(FALLBACK);
}
