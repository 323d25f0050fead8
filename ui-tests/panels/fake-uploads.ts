import { TUS_VERSION, type Upload } from '../../hub/contract/uploads.js';
import { splitPlace } from '../../hub/contract/common.js';
import { Refusal, Reply, type Asked, type FakeHub } from './fake-hub.js';
import { idOf } from './ids.js';

interface Arriving {
  readonly place: string;
  readonly length: number;
  bytes: Buffer;
}

/** Uploads by tus into the fake hub's memory. */
export class FakeUploads {
  /** While set, uploads are refused with this. */
  refusal: Refusal | null = null;
  /** While set, no upload gets more bytes than this: the hub then seems to be out of order. */
  mostBytes: number | null = null;
  /** Where uploads were told to go on: the offset of each request that brought bytes. */
  readonly offsets: number[] = [];
  private readonly uploads = new Map<string, Arriving>();
  private next = 90_000;

  constructor(
    hub: FakeHub,
    private readonly begins: (place: string) => void,
    private readonly arrived: (place: string, text: string) => void
  ) {
    const { handlers } = hub;
    handlers.set('createUpload', ({ headers }) => this.begin(headers));
    handlers.set('getUpload', ({ params, method }) => {
      const id = params['upload'] ?? '';
      const upload = this.upload(id);
      return method === 'HEAD'
        ? reply({
            'Upload-Offset': String(upload.bytes.length),
            'Upload-Length': String(upload.length)
          })
        : describe(id, upload);
    });
    handlers.set('continueUpload', asked => this.goOn(asked));
    handlers.set('cancelUpload', ({ params }) => {
      this.uploads.delete(params['upload'] ?? '');
      return reply({});
    });
  }

  /** How many are not complete. */
  get count(): number {
    return this.uploads.size;
  }

  private begin(headers: Asked['headers']): Reply {
    const metadata = Object.fromEntries(
      String(headers['upload-metadata'])
        .split(',')
        .map(pair => pair.split(' '))
        .map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString()])
    ) as Record<string, string>;
    const place = `${metadata['volume']}/${metadata['path']}`;
    this.begins(place);
    const id = idOf((this.next += 1));
    const length = Number(headers['upload-length']);
    this.uploads.set(id, { place, length, bytes: Buffer.alloc(0) });
    return reply({ Location: `uploads/${id}` });
  }

  private goOn({ params, body, headers }: Asked): Reply {
    const id = params['upload'] ?? '';
    const upload = this.upload(id);
    if (this.refusal) throw this.refusal;
    const offset = Number(headers['upload-offset']);
    if (offset !== upload.bytes.length) {
      throw new Refusal('conflict', 'The upload is not there');
    }
    const whole = Buffer.concat([upload.bytes, Buffer.from(String(body))]);
    const most = this.mostBytes ?? whole.length;
    if (upload.bytes.length < most) this.offsets.push(offset);
    upload.bytes = whole.subarray(0, most);
    if (whole.length > most) throw new Refusal('files-unavailable', 'Out of order');
    if (upload.bytes.length === upload.length) {
      this.uploads.delete(id);
      this.arrived(upload.place, upload.bytes.toString());
    }
    return reply({ 'Upload-Offset': String(upload.bytes.length) });
  }

  private upload(id: string): Arriving {
    const upload = this.uploads.get(id);
    if (!upload) throw new Refusal('not-found', 'There is no such upload');
    return upload;
  }
}

function reply(headers: Record<string, string>): Reply {
  return new Reply('', { 'Tus-Resumable': TUS_VERSION, ...headers });
}

function describe(id: string, { place, length, bytes }: Arriving): Upload {
  const { volume, path } = splitPlace(place) ?? { volume: '', path: '' };
  const createdAt = new Date().toISOString();
  const times = { createdAt, expiresAt: createdAt };
  const amounts = { lengthBytes: length, offsetBytes: bytes.length };
  return { id, volume, path, conflict: 'keepBoth', isComplete: false, ...amounts, ...times };
}
