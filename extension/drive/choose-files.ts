/** Lets the user choose files, or a whole folder, of the desktop. */
export function chooseFiles(
  what: { single?: boolean; folder?: boolean },
  onChosen: (files: readonly File[]) => void
): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = !what.single;
  input.webkitdirectory = what.folder ?? false;
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) onChosen(files);
  });
  input.click();
}
