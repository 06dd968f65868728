import fs from 'node:fs';

/** A part of a buffer: most texts are only searched once, and are kept outside of the heap of JavaScript. */
export interface Bytes {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What a file holds. */
export class FileText {
  /** Changes whenever the text may have changed; never given twice in one process. */
  readonly version: number;
  private readonly bytes: Bytes;

  constructor(version: number, bytes: Bytes) {
    this.version = version;
    this.bytes = bytes;
  }

  /** Without a byte order mark. Decoded anew each time it is asked for. */
  get text(): string {
    const { buffer, start, end } = this.bytes;
    const isMarked = buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf && end - start > 2;
    return buffer.toString('utf8', isMarked ? start + 3 : start, end);
  }

  hasTextOf({ bytes }: FileText): boolean {
    return this.bytes.buffer.compare(bytes.buffer, bytes.start, bytes.end, this.bytes.start, this.bytes.end) === 0;
  }
}

const POOL_SIZE = 512 * 1024;
let pool = Buffer.alloc(0);
let used = 0;

/** Room for some bytes, the small ones side by side. */
function allocate(size: number): Bytes {
  if (size > POOL_SIZE / 8) return { buffer: Buffer.allocUnsafeSlow(size), start: 0, end: size };
  if (used + size > pool.length) {
    pool = Buffer.allocUnsafeSlow(POOL_SIZE);
    used = 0;
  }
  used += size;
  return { buffer: pool, start: used - size, end: used };
}

/**
 * The bytes of a file, with what the system said of it before they were read; null for the bytes of one that is larger than `limit` bytes.
 * Throws what `fs` throws.
 */
export function readBytes(file: string, limit: number): { readonly stat: fs.Stats; readonly bytes: Bytes | null } {
  const descriptor = fs.openSync(file, 'r');
  try {
    const stat = fs.fstatSync(descriptor);
    if (stat.size > limit) return { stat, bytes: null };
    const room = allocate(stat.size);
    let end = room.start;
    for (let read = -1; read !== 0 && end < room.end; end += read) read = fs.readSync(descriptor, room.buffer, end, room.end - end, null);
    return { stat, bytes: end === room.end ? room : { ...room, end } };
  } finally {
    fs.closeSync(descriptor);
  }
}
