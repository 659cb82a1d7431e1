// Small right files of each type, and archives made by hand so that they may also be wrong.
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'

const sum = crc32 ?? ((bytes) => { // Node 18 has none
  let crc = ~0
  for (const byte of bytes) { crc ^= byte; for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xEDB88320 : 0) }
  return ~crc >>> 0
})
const number = (value, size) => { const out = Buffer.alloc(size); out.writeUIntLE(value, 0, size); return out }

/** A ZIP of [name, content]; isOverlapping: the last entry's bytes are those of the one before. */
export function zip(entries, { isOverlapping = false } = {}) {
  const locals = [], directory = []
  let at = 0, last = 0
  for (const [i, [name, content]] of entries.entries()) {
    const bytes = Buffer.from(content), packed = deflateRawSync(bytes), title = Buffer.from(name)
    const fields = Buffer.concat([number(20, 2), number(0, 2), number(8, 2), number(0, 4), number(bytes.length > 1e6 ? 0 : sum(bytes), 4), number(packed.length, 4), number(bytes.length, 4), number(title.length, 2), number(0, 2)])
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, title, packed])
    const place = isOverlapping && i === entries.length - 1 ? last : at
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), number(20, 2), fields, number(0, 2), number(0, 2), number(0, 2), number(0, 4), number(place, 4), title]))
    last = at
    locals.push(local)
    at += local.length
  }
  const central = Buffer.concat(directory)
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), number(0, 4), number(entries.length, 2), number(entries.length, 2), number(central.length, 4), number(at, 4), number(0, 2)])
}

export function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name), content]), out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(content.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(sum(body), out.length - 4)
  return out
}
const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])

export const files = {
  pdf: Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n'),
  png: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(4))), chunk('IEND', Buffer.alloc(0))]),
  jpg: Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffda0008010100003f0064617461ffd9', 'hex'),
  xlsx: zip([['[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'], ['_rels/.rels', '<Relationships/>'], ['xl/workbook.xml', '<workbook/>'], ['xl/worksheets/sheet1.xml', '<worksheet><sheetData/></worksheet>'.repeat(10)]])
}
