/** A file of the desktop, and where it goes below the folder that it is dropped into. */
export interface FileToUpload {
  readonly file: File;
  /** Folders and name, with slashes. */
  readonly path: string;
}

/** What was dropped or chosen. */
export interface FilesToUpload {
  readonly files: readonly FileToUpload[];
  /** Folders with nothing in them. */
  readonly emptyFolders: readonly string[];
}

/** Everything that was dropped, what is in folders too. To be called while the drop is being handled. */
export async function filesOfDrop(transfer: DataTransfer): Promise<FilesToUpload> {
  // Entries have to be taken before the event is over; what they hold can be read after it.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry());
  if (entries.every(entry => entry === null)) {
    return {
      files: [...transfer.files].map(file => ({ file, path: file.name })),
      emptyFolders: []
    };
  }
  const found = { files: [], emptyFolders: [] };
  for (const entry of entries) if (entry) await collect(entry, '', found);
  return found;
}

async function collect(
  entry: FileSystemEntry,
  folder: string,
  found: { files: FileToUpload[]; emptyFolders: string[] }
): Promise<void> {
  const path = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject)
    );
    found.files.push({ file, path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (let isEmpty = true; ; isEmpty = false) {
    // A reader gives its entries in parts, and an empty part at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (part.length === 0) {
      if (isEmpty) found.emptyFolders.push(path);
      return;
    }
    for (const child of part) await collect(child, `${path}/`, found);
  }
}
