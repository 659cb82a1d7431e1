// clamd on a unix socket, command zINSTREAM as clamd(8) documents it: pieces with a 4-byte length, one of length 0, an answer that ends in NUL.
// Found is what holds the mark of the EICAR test file. `behave` says how else it answers: error, size, slow, garbage, endless, close, half.
import { createServer } from 'node:net'
import { rmSync } from 'node:fs'

export const EICAR = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'

/** The content when all of it is there, else null. Throws when the client does not keep to the protocol. */
function contentOf(bytes) {
  const command = Buffer.from('zINSTREAM\0')
  if (bytes.length < command.length) return null
  if (!bytes.subarray(0, command.length).equals(command)) throw new Error('another command')
  const pieces = []
  for (let at = command.length; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    at += 4
    if (length === 0) return Buffer.concat(pieces)
    if (at + length > bytes.length) return null
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return null
}

export async function startClamd(path) {
  const state = { behave: '', asked: 0, contents: [], faults: [], held: new Set() }
  const answers = {
    error: 'stream: INSTREAM: Can\'t allocate memory ERROR\0', size: 'INSTREAM size limit exceeded. ERROR\0', garbage: Buffer.from([0xff, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x0a, 0]), half: 'stream: O'
  }
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0)
    state.held.add(socket)
    socket.on('close', () => state.held.delete(socket)).on('error', () => {})
    if (state.behave === 'close') { state.asked++; socket.destroy(); return }
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      let content = null
      try { content = contentOf(bytes) } catch (error) { state.faults.push(error.message); socket.destroy() }
      if (!content) return
      state.asked++
      state.contents.push(content)
      if (state.behave === 'slow') return // says nothing, and holds on
      if (state.behave === 'endless') { socket.write('stream: '.padEnd(4000, 'x')); return }
      socket.end(answers[state.behave] ?? (content.includes(EICAR) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0'))
    })
  })
  rmSync(path, { force: true })
  await new Promise((done, fail) => server.on('error', fail).listen(path, done))
  const stop = () => new Promise((done) => { for (const socket of state.held) socket.destroy(); server.close(done) })
  return { state, stop }
}
