import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { UserError } from '../schema/user-error';

/** Name of standard input in messages. */
export const standardInput = '<stdin>';

/**
 * Reads a text file in UTF-8.
 * @param file path, or {@link standardInput}
 * @throws UserError when the file cannot be read, or is not UTF-8, with the position of the first invalid byte
 */
export function readUtf8(file: string): string {
  const bytes = readBytes(file);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const offset = findInvalidByte(bytes);
  const line = bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1;
  const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0');
  throw new UserError(
    `${file}:${line}: not UTF-8: byte 0x${byte} at offset ${offset} is invalid; save the file in UTF-8`,
  );
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === standardInput ? 0 : file);
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Returns the offset of the first byte that is not part of a character in UTF-8. */
function findInvalidByte(bytes: Buffer): number {
  const replacement = '\ufffd';
  const text = bytes.toString('utf8');
  let offset = 0;
  // Node decodes invalid bytes as U+FFFD, a character that may also be in the file.
  for (const valid of text.split(replacement)) {
    offset += Buffer.byteLength(valid);
    if (!bytes.subarray(offset).subarray(0, 3).equals(Buffer.from(replacement))) break;
    offset += Buffer.byteLength(replacement);
  }
  return offset;
}
