/** Waits for what comes by itself. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('it did not happen');
    await new Promise(resolve => setTimeout(resolve, 1));
  }
}
