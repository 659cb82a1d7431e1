// A city database in MaxMind's file format, written from a few rows: what the server's reader is tested with. No real database can be kept here.
const text = (value) => { const bytes = Buffer.from(value); return Buffer.concat([head(2, bytes.length), bytes]) }
const number = (type, value) => { const bytes = []; for (let n = BigInt(value); n > 0n; n >>= 8n) bytes.unshift(Number(n & 255n)); return Buffer.concat([head(type, bytes.length), Buffer.from(bytes)]) }
const list = (items) => Buffer.concat([head(11, items.length), ...items])
const map = (members) => Buffer.concat([head(7, Object.keys(members).length), ...Object.entries(members).flatMap(([name, value]) => [text(name), value])])
const any = (value) => typeof value === 'string' ? text(value) : Buffer.isBuffer(value) ? value : Array.isArray(value) ? list(value.map(any)) : map(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, any(one)])))

// Type and length; types above 7 stand in a byte of their own.
function head(type, length) {
  const [size, more] = length < 29 ? [length, []] : [29, [length - 29]]
  return Buffer.from(type <= 7 ? [type << 5 | size, ...more] : [size, type - 7, ...more])
}
const bitsOf = (network) => {
  const [address, length] = network.split('/')
  const bits = (parts, radix, width) => parts.map((part) => parseInt(part, radix).toString(2).padStart(width, '0')).join('').slice(0, Number(length))
  return address.includes(':') ? bits(address.replace(/::$/, '').split(':'), 16, 16) : '0'.repeat(96) + bits(address.split('.'), 10, 8)
}

/** [network such as 203.0.113.0/24 or 2001:db8:1::/48, its record] → the bytes of the file. */
export function makeCities(rows, type = 'Tanheng-Test-City') {
  const nodes = [[null, null]], data = []
  let at = 0
  for (const [network, record] of rows) {
    const bits = bitsOf(network)
    let node = 0
    for (const bit of bits.slice(0, -1)) {
      if (nodes[node][bit] === null) { nodes.push([null, null]); nodes[node][bit] = nodes.length - 1 }
      node = nodes[node][bit]
    }
    nodes[node][bits.at(-1)] = { at }
    data.push(any(record))
    at += data.at(-1).length
  }
  const value = (side) => side === null ? nodes.length : typeof side === 'number' ? side : nodes.length + 16 + side.at
  const tree = Buffer.concat(nodes.map((sides) => Buffer.concat(sides.map((side) => { const out = Buffer.alloc(4); out.writeUInt32BE(value(side)); return out }))))
  const about = map({ binary_format_major_version: number(5, 2), binary_format_minor_version: number(5, 0), build_epoch: number(9, 1700000000), database_type: text(type),
    description: any({ en: 'made for a test' }), ip_version: number(5, 6), languages: any(['zh-CN', 'en']), node_count: number(6, nodes.length), record_size: number(5, 32) })
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), about])
}

export const place = (country, province, city) => ({
  country: { iso_code: country[0], names: { en: country[1], ...(country[2] && { 'zh-CN': country[2] }) } },
  ...(province && { subdivisions: [{ names: { en: province[0], ...(province[1] && { 'zh-CN': province[1] }) } }] }),
  ...(city && { city: { names: { en: city[0], ...(city[1] && { 'zh-CN': city[1] }) } } })
})
