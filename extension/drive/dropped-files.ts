/** A file of the desktop, and where it goes below the folder that it is dropped into. */
export interface FileToUpload {
  readonly file: File;
  /** Folders and name, with slashes. */
  readonly path: string;
}

/** Every file that was dropped, those in folders too. To be called while the drop is being handled. */
export async function filesOfDrop(transfer: DataTransfer): Promise<FileToUpload[]> {
  // Entries have to be taken before the event is over; what they hold can be read after it.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry());
  if (entries.every(entry => entry === null)) {
    return [...transfer.files].map(file => ({ file, path: file.name }));
  }
  const found: FileToUpload[] = [];
  for (const entry of entries) if (entry) await collect(entry, '', found);
  return found;
}

async function collect(
  entry: FileSystemEntry,
  folder: string,
  found: FileToUpload[]
): Promise<void> {
  const path = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject)
    );
    found.push({ file, path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives its entries in parts, and an empty part at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (part.length === 0) return;
    for (const child of part) await collect(child, `${path}/`, found);
  }
}
