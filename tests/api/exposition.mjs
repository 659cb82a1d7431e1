// A strict reader of Prometheus' text format 0.0.4, written from its description and not from our writer. It throws at the first thing that a scraper
// might read in two ways. read(text) → Map of family name → { type, help, samples: [{ name, labels, value }] }.
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Inf)|NaN)$/
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped']
const toNumber = (text) => text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text)

function unescape(text, also) {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') { out += text[i]; continue }
    const next = text[++i]
    if (next === 'n') out += '\n'
    else if (next === '\\' || (also && next === also)) out += next
    else throw new Error(`unknown escape \\${next}`)
  }
  return out
}

function readLabels(text) {
  const labels = {}
  let at = 0
  const expect = (character) => { if (text[at++] !== character) throw new Error(`${character} expected at ${at} of ${text}`) }
  expect('{')
  while (text[at] !== '}') {
    const end = text.indexOf('=', at)
    const name = text.slice(at, end)
    if (!LABEL.test(name) || name.startsWith('__')) throw new Error(`label name ${name}`)
    if (Object.hasOwn(labels, name)) throw new Error(`label ${name} twice`)
    at = end + 1
    expect('"')
    let stop = at
    while (stop < text.length && text[stop] !== '"') stop += text[stop] === '\\' ? 2 : 1
    labels[name] = unescape(text.slice(at, stop), '"')
    at = stop
    expect('"')
    if (text[at] !== '}') expect(',')
  }
  return { labels, rest: text.slice(at + 1) }
}

function readSample(line) {
  const name = /^[^{ ]*/.exec(line)[0]
  if (!NAME.test(name)) throw new Error('name of the sample')
  const { labels, rest } = line[name.length] === '{' ? readLabels(line.slice(name.length)) : { labels: {}, rest: line.slice(name.length) }
  const value = /^ (\S+)$/.exec(rest)?.[1]
  if (!value || !NUMBER.test(value)) throw new Error(`value ${JSON.stringify(rest)}`)
  return { name, labels, value: toNumber(value) }
}

const key = (labels) => JSON.stringify(Object.entries(labels).sort())

function checkHistogram(name, samples) {
  const series = new Map()
  for (const { name: part, labels: { le, ...labels }, value } of samples) {
    if (!series.has(key(labels))) series.set(key(labels), { bounds: [] })
    const one = series.get(key(labels))
    if (part === `${name}_bucket`) one.bounds.push([le, value])
    else if (part === `${name}_sum` || part === `${name}_count`) {
      if (le !== undefined || Object.hasOwn(one, part)) throw new Error(`${part} twice or with le`)
      one[part] = value
    } else throw new Error(`${part} in histogram ${name}`)
  }
  for (const [labels, one] of series) {
    let bound = -Infinity, count = 0
    for (const [le, value] of one.bounds) {
      if (le === undefined || !NUMBER.test(le) || !(toNumber(le) > bound)) throw new Error(`${name}${labels}: bounds do not rise at ${le}`)
      if (value < count) throw new Error(`${name}${labels}: buckets are not cumulated at ${le}`)
      bound = toNumber(le)
      count = value
    }
    if (bound !== Infinity || one[`${name}_count`] !== count || one[`${name}_sum`] === undefined) throw new Error(`${name}${labels}: no +Inf, sum or count, or they differ`)
  }
}

const belongs = (family, name) => name === family.name || (family.type === 'histogram' && [`${family.name}_bucket`, `${family.name}_sum`, `${family.name}_count`].includes(name))

export function read(text) {
  if (text.includes('\r') || !text.endsWith('\n')) throw new Error('lines end in a line feed')
  const families = new Map()
  const seen = new Set()
  let family
  for (const line of text.slice(0, -1).split('\n')) {
    try {
      const meta = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line)
      if (line.startsWith('#') && !meta) throw new Error('a comment')
      if (meta?.[1] === 'HELP') {
        if (families.has(meta[2]) || !NAME.test(meta[2]) || !meta[3]) throw new Error('a family twice, or without help')
        family = { name: meta[2], help: unescape(meta[3]), samples: [] }
        families.set(meta[2], family)
      } else if (meta) {
        if (family?.name !== meta[2] || family.type || !TYPES.includes(meta[3])) throw new Error('TYPE')
        family.type = meta[3]
        if ((family.type === 'counter') !== family.name.endsWith('_total')) throw new Error('a counter ends in _total, and nothing else does')
      } else {
        const sample = readSample(line)
        if (!family?.type || !belongs(family, sample.name)) throw new Error('a sample outside its family')
        if (seen.has(sample.name + key(sample.labels))) throw new Error('a series twice')
        if (family.type !== 'gauge' && !(sample.value >= 0)) throw new Error('a count below zero')
        seen.add(sample.name + key(sample.labels))
        family.samples.push(sample)
      }
    } catch (error) {
      throw new Error(`${error.message}: ${line}`)
    }
  }
  for (const { name, type, samples } of families.values()) {
    if (!samples.length) throw new Error(`${name} has no sample`)
    if (type === 'histogram') checkHistogram(name, samples)
  }
  return families
}

/** Sum of a series' samples whose labels contain `labels`; a histogram part is named in full (x_count). */
export function value(families, name, labels = {}) {
  const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''))
  const found = family?.samples.filter((one) => one.name === name && Object.entries(labels).every(([label, want]) => one.labels[label] === want)) ?? []
  if (!found.length) throw new Error(`no ${name} ${JSON.stringify(labels)}`)
  return found.reduce((sum, one) => sum + one.value, 0)
}
