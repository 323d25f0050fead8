import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';

import type { Entry } from '../../hub/contract/files.js';

/** How JupyterLab takes the hub's ETags: as hashes, so that it tells of a change before it saves over one. */
const HASH = 'etag';

/** A file of a volume; JupyterLab passes on what it does not know itself. */
export interface VolumeFileModel extends Contents.IModel {
  /** When it is removed unless somebody changes it; null: it stays. */
  readonly expires_at: string | null;
}

/** What JupyterLab is to know of a file or folder, without its content. */
export function modelOf(
  entry: Entry,
  path: string,
  options: { writable: boolean; mimetype: string }
): VolumeFileModel {
  const type = typeOf(entry);
  return {
    name: PathExt.basename(path),
    path,
    type,
    writable: options.writable && (entry.kind === 'file' || entry.kind === 'directory'),
    created: entry.modifiedAt,
    last_modified: entry.modifiedAt,
    mimetype: type === 'file' ? options.mimetype : '',
    content: null,
    format: null,
    hash: entry.etag,
    hash_algorithm: HASH,
    expires_at: entry.expiresAt,
    ...(entry.kind === 'file' && { size: entry.sizeBytes })
  };
}

/** A folder that exists by name only, above the volumes. */
export function folderAbove(path: string, content: Contents.IModel[] | null): Contents.IModel {
  return {
    name: PathExt.basename(path),
    path,
    type: 'directory',
    writable: false,
    created: '',
    last_modified: '',
    mimetype: '',
    content,
    format: content ? 'json' : null
  };
}

function typeOf(entry: Entry): Contents.ContentType {
  if (entry.kind === 'directory') return 'directory';
  return entry.name.endsWith('.ipynb') ? 'notebook' : 'file';
}

/**
 * The bytes of a file as JupyterLab holds them: a notebook parsed, text as it is, anything else in base64.
 * @throws SyntaxError for a notebook that is no JSON
 */
export function contentOf(
  bytes: Uint8Array,
  wanted: { type: Contents.ContentType; format: Contents.FileFormat | undefined }
): Pick<Contents.IModel, 'content' | 'format'> {
  if (wanted.type === 'notebook') {
    return { content: JSON.parse(new TextDecoder().decode(bytes)), format: 'json' };
  }
  if (wanted.format === 'base64') return { content: toBase64(bytes), format: 'base64' };
  try {
    return { content: new TextDecoder('utf-8', { fatal: true }).decode(bytes), format: 'text' };
  } catch (error) {
    if (wanted.format === 'text') throw error;
    return { content: toBase64(bytes), format: 'base64' };
  }
}

/** What JupyterLab wants saved, as bytes. */
export function bytesOf({ content, format }: Partial<Contents.IModel>): Blob {
  if (content === null || content === undefined) return new Blob([]);
  if (format === 'base64') return new Blob([fromBase64(content as string)]);
  if (typeof content === 'string') return new Blob([content]);
  // As Jupyter Server writes notebooks, so that a version control sees no difference.
  return new Blob([`${JSON.stringify(content, null, 1)}\n`]);
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at += 1) bytes[at] = raw.charCodeAt(at);
  return bytes;
}
