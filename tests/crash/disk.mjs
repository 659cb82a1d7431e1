// A disk made of what shim.c wrote down: everything that was synced, and any part of the rest. Knows files by name, nothing of databases.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SECTOR = 512, HEADER = 24
const names = ['tanheng.db', 'tanheng.db-wal']

export class Disk {
  constructor(log, data) {
    this.log = log
    this.at = 0
    this.files = new Map(names.map(name => {
      const image = existsSync(join(data, name)) ? readFileSync(join(data, name)) : null
      return [`/${name}`, { image: image ?? Buffer.alloc(0), size: image?.length ?? 0, isThere: image !== null, pending: [] }]
    }))
  }

  /** Takes in the record up to byte `end`. */
  advance(end) {
    while (this.at + HEADER <= end) {
      const kind = String.fromCharCode(this.log.readUInt32LE(this.at))
      const nameBytes = this.log.readUInt32LE(this.at + 4), bytes = this.log.readUInt32LE(this.at + 8)
      const offset = Number(this.log.readBigUInt64LE(this.at + 16))
      const start = this.at + HEADER + nameBytes, next = start + bytes
      if (next > end) return
      const file = this.files.get(this.log.toString('latin1', this.at + HEADER, start))
      this.at = next
      if (!file) continue
      if (kind === 'S') { for (const step of file.pending) apply(file, step); file.pending = []; file.isThere = true } else file.pending.push({ kind, offset, data: this.log.subarray(start, next) })
    }
  }

  /** What a machine could find after the power came back: the synced bytes, any part of the rest. */
  cut(random, data) {
    mkdirSync(data, { recursive: true })
    for (const [name, file] of this.files) {
      const copy = { image: Buffer.from(file.image), size: file.size }
      if (!file.isThere && (file.pending.length === 0 || random.chance(0.3))) continue
      const keep = random.pick([0, 0.2, 0.5, 0.9, 1])
      for (const step of file.pending) if (random.chance(keep)) apply(copy, random.chance(0.1) ? torn(step, random) : step)
      writeFileSync(join(data, name), copy.image.subarray(0, copy.size))
    }
  }
}

const torn = (step, random) => ({ ...step, data: step.data.subarray(0, SECTOR * random.int(0, Math.floor(step.data.length / SECTOR))) })

function apply(file, { kind, offset, data }) {
  if (kind === 'T') { if (offset < file.size) file.image.fill(0, offset, file.size); grow(file, offset); file.size = offset; return }
  grow(file, offset + data.length)
  data.copy(file.image, offset)
  if (offset + data.length > file.size) file.size = offset + data.length
}

function grow(file, size) {
  if (size <= file.image.length) return
  const larger = Buffer.alloc(Math.max(size, file.image.length * 2))
  file.image.copy(larger)
  file.image = larger
}
