// Two small real pictures, and what a camera writes into such files: where, when and by whom they were taken, and how to turn them.
import { deflateSync } from 'node:zlib'
import { chunk } from './uploads.mjs'

/** 24 × 16 pixels: a progressive JPEG (ten scans), and a PNG with two texts and a time by the program that made it. */
export const plain = {
  jpg: Buffer.from('/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAQABgDASIAAhEBAxEB/8QAGAAAAgMAAAAAAAAAAAAAAAAAAAMCBAX/xAAVAQEBAAAAAAAAAAAAAAAAAAACBP/aAAwDAQACEAMQAAABjnVyqx4gT//EABgQAQEBAQEAAAAAAAAAAAAAAAARAwQT/9oACAEBAAEFAtev0zqqqv/EABkRAAMAAwAAAAAAAAAAAAAAAAABAgQRFP/aAAgBAwEBPwGMlQtSdh//xAAZEQADAAMAAAAAAAAAAAAAAAAAAQIFERT/2gAIAQIBAT8BnHKVpHCf/8QAGRAAAQUAAAAAAAAAAAAAAAAAAQIREiCB/9oACAEBAAY/AimDbb//xAAWEAEBAQAAAAAAAAAAAAAAAABBICH/2gAIAQEAAT8hQR1X/wD/2gAMAwEAAgADAAAAEDcf/8QAFxEBAAMAAAAAAAAAAAAAAAAAAAExcf/aAAgBAwEBPxCiENv/xAAZEQACAwEAAAAAAAAAAAAAAAAAEQFRcfD/2gAIAQIBAT8QXlR1mT//xAAdEAACAgEFAAAAAAAAAAAAAAABEQAQMSFBUWFx/9oACAEBAAE/EFTj8JEHC6p6jGaN6f/Z', 'base64'),
  png: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAABGdBTUEAALGPC/xhBQAAACBjSFJNAAB6JgAAgIQAAPoAAACA6AAAdTAAAOpgAAA6mAAAF3CculE8AAAABmJLR0QA/wD/AP+gvaeTAAAAB3RJTUUH6gsVEwIlDE6vFAAAAjtJREFUOMttk8FuXFUQRE933zdvZuyxHeKIWApEgkjsEP/B5/E1/AEbVmwRWaCQAFFik3HsmXu7i4UtEeHpRW1aOlKVquxncc5izf6cc/6YuHz+4/c/PfvAxY6j27YYs+FQ0GVZhpiL4MG1YwhybAG4WZOPTjcsk9trYqwGsxFCMKQsle4pd/T/tH3NSbBmuSS+YnHKm9Pdlpe/8zweJ6fBEhYFopIS3djBOACKX18QG242xDNerXi1OJ6/vF2Nq9vTG46MgHZHGQhGsDTqoTX74bsLS6utjjmePy6fri/+fvnnmR9PNRnAkGd6z9jLOpra2ETOBzLa/fKtyyltaVuy7GS9eGqr1fur92UD6xW9fJc+ZMO0mOzE7RDoUX3j7m1u0zRdX19f6ebjfvptvz3iMwlUpZIBKsNFKzMOXOt6sstdZcaudTad+ezkcf/n8h0UDo7cZeDgxjA6dMeL+lTbW9ZiLZRUMpKjdx8yfQMm3DS5WhBGcxrsixuxM1zUp9re8rmoQkmJkZ7pJSvA5F4tFE5zInBYdmaRB6y95guoIsUoS9keOgzIoMwJiPJAjoQPNokfAL2xCYCSlSEYqExylYELFw4Bhgs6UQfD/mt5aQKFq1mFafaaTM2ZYDKaEeDQHCt6cV30A6ArrZGZWuRkWkRNwQSzseC+1l6YAFz0IqA/nIid8RrccccbZnjgjhcGJFmMpCdDpgLXZHe1+N/W9jxxMOJu1AG6/5fIRAMlOWKkd4joK2Px0Nq/5/VE8DYEy/gAAAAldEVYdGRhdGU6Y3JlYXRlADIwMjYtMTEtMjFUMTk6MDI6MzcrMDA6MDDj+4T0AAAAJXRFWHRkYXRlOm1vZGlmeQAyMDI2LTExLTIxVDE5OjAyOjM3KzAwOjAwkqY8SAAAAABJRU5ErkJggg==', 'base64')
}

const segment = (marker, ...content) => {
  const body = Buffer.concat(content.map((one) => Buffer.from(one)))
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

/** Big-endian, as most cameras write: maker, model, how to turn, time, and where (23°7'48" N, 113°15'36" E). */
export function tiff(turn) {
  const out = Buffer.alloc(8 + 2 + 5 * 12 + 4 + 2 + 4 * 12 + 4)
  let at = out.write('MM\0\x2a\0\0\0\x08', 'latin1')
  const rest = []
  let free = out.length
  const entry = (tag, type, count, value) => {
    at = out.writeUInt16BE(tag, at)
    at = out.writeUInt16BE(type, at)
    at = out.writeUInt32BE(count, at)
    if (Buffer.isBuffer(value)) {
      out.writeUInt32BE(free, at)
      rest.push(value)
      free += value.length
    } else if (type === 3) out.writeUInt16BE(value, at)
    else if (type === 2) out.write(value, at)
    else out.writeUInt32BE(value, at)
    at += 4
  }
  const text = (tag, value) => entry(tag, 2, value.length + 1, Buffer.from(`${value}\0`))
  const angle = (...parts) => Buffer.from(parts.flatMap((part) => [0, 0, 0, part, 0, 0, 0, 1]))
  at = out.writeUInt16BE(5, at)
  text(0x10f, 'SECRET-MAKER')
  text(0x110, 'SECRET-MODEL')
  entry(0x112, 3, 1, turn)
  text(0x132, '2026:11:21 10:20:30')
  entry(0x8825, 4, 1, 8 + 2 + 5 * 12 + 4)
  at = out.writeUInt16BE(4, out.writeUInt32BE(0, at))
  entry(1, 2, 2, 'N')
  entry(2, 5, 3, angle(23, 7, 48))
  entry(3, 2, 2, 'E')
  entry(4, 5, 3, angle(113, 15, 36))
  return Buffer.concat([out, ...rest])
}
const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/" exif:GPSLatitude="23,7.8N" exif:GPSLongitude="113,15.6E" dc:creator="SECRET-PERSON"/>'
const profile = segment(0xe2, 'ICC_PROFILE\0\x01\x01', Buffer.alloc(128, 7))

/** As a phone saves it: notes before the picture, between its scans, and a second picture with its own behind it. */
export function photo(turn = 6) {
  const [start, rest] = [plain.jpg.subarray(0, 20), plain.jpg.subarray(20)]
  const scan = rest.indexOf(Buffer.from([0xff, 0xda])), between = rest.indexOf(Buffer.from([0xff, 0xc4]), scan)
  const notes = [segment(0xe1, 'Exif\0\0', tiff(turn)), segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp), profile, segment(0xe2, 'MPF\0SECRET-INDEX'), segment(0xed, 'Photoshop 3.0\x008BIM SECRET-CITY'), segment(0xfe, 'SECRET-COMMENT')]
  const first = Buffer.concat([start, ...notes, rest.subarray(0, between), segment(0xfe, 'SECRET-BETWEEN'), segment(0xe1, 'Exif\0\0', tiff(3)), rest.subarray(between)])
  return Buffer.concat([first, start, segment(0xe1, 'Exif\0\0', tiff(1)), rest])
}
/** The same without what nobody needs to look at it, and how to turn it as the only note. */
export function shownPhoto(turn = 6) {
  const note = turn > 1 ? [segment(0xe1, 'Exif\0\0', Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, turn, 0, 0, 0, 0, 0, 0, 0]))] : []
  return Buffer.concat([plain.jpg.subarray(0, 20), ...note, profile, plain.jpg.subarray(20)])
}

const chunksOf = (png) => {
  const out = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) out.push(png.subarray(at, at + 12 + png.readUInt32BE(at)))
  return out
}
const nameOf = (one) => one.toString('latin1', 4, 8)
export function drawing(turn = 8) {
  const [header, ...rest] = chunksOf(plain.png)
  return Buffer.concat([plain.png.subarray(0, 8), header, chunk('eXIf', tiff(turn)), chunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`)), chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync('SECRET')])), ...rest.slice(0, -1), chunk('prVt', Buffer.from('SECRET-PRIVATE')), rest.at(-1)])
}
export function shownDrawing(turn = 8) {
  const [header, ...rest] = chunksOf(plain.png)
  const note = turn > 1 ? [chunk('eXIf', Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, turn, 0, 0, 0, 0, 0, 0, 0]))] : []
  return Buffer.concat([plain.png.subarray(0, 8), header, ...note, ...rest.filter((one) => !['tIME', 'tEXt'].includes(nameOf(one)))])
}
