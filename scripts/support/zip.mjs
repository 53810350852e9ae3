import { readFileSync } from 'node:fs';

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** What a .zip (so a .vsix) holds, from its central directory (APPNOTE.TXT 4.3.12 and 4.3.16). → {name, size, packed}[] */
export function zipEntries(file) {
  const bytes = readFileSync(file);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error(`${file} is not a zip file`);
  const entries = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error(`${file} has a broken directory`);
    const lengths = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const name = bytes.toString('utf8', at + 46, at + 46 + lengths[0]);
    entries.push({ name, size: bytes.readUInt32LE(at + 24), packed: bytes.readUInt32LE(at + 20) });
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  return entries;
}
