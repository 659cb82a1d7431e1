// @ts-check
// The report as a user of plain JavaScript would calculate it, and well: factors resolved once, one pass over the cells, numbers as doubles.
// Nothing is checked, nothing is rounded, no receipt: the floor of what any engine has to do.

const MONTHS = Array.from({ length: 12 }, (_, i) => 'm' + String(i + 1).padStart(2, '0'))

/** @param {{carrier: string, unit: string, tco2: number, tce: number}[]} rows */
export function doublesEngine(rows) {
  const factors = new Map(rows.map(row => [row.carrier + ' ' + row.unit, row]))
  return function calculate(/** @type {any} */ doc) {
    const months = MONTHS.map(() => ({ tco2: 0, tce: 0 })), carriers = []
    let tco2 = 0, tce = 0
    for (const row of doc.energy) {
      const factor = factors.get(row.carrier + ' ' + row.unit)
      if (!factor) throw new Error(`no factor for ${row.carrier}`)
      let quantity = 0
      for (let m = 0; m < 12; m++) {
        const text = row[MONTHS[m]]
        if (text === undefined) continue
        const cell = Number(text)
        quantity += cell
        months[m].tco2 += cell * factor.tco2
        months[m].tce += cell * factor.tce
      }
      tco2 += quantity * factor.tco2
      tce += quantity * factor.tce
      carriers.push({ carrier: row.carrier, quantity, tco2: quantity * factor.tco2, tce: quantity * factor.tce })
    }
    return { tco2, tce, months, carriers }
  }
}

/** The same as publicodes rules: one rule per cell, as its models are written. @param {any} doc @param {{carrier: string, tco2: number, tce: number}[]} rows */
export function publicodesRules(doc, rows) {
  const rules = /** @type {Record<string, any>} */ ({})
  const factors = new Map(rows.map(row => [row.carrier, row]))
  doc.energy.forEach((/** @type {any} */ row, /** @type {number} */ i) => {
    const factor = factors.get(row.carrier), cells = MONTHS.filter(m => row[m] !== undefined)
    if (!factor) throw new Error(`no factor for ${row.carrier}`)
    for (const m of cells) rules[`c${i} . ${m}`] = Number(row[m])
    rules[`c${i}`] = { somme: cells.map(m => `c${i} . ${m}`) }
    rules[`tco2 ${i}`] = `c${i} * ${factor.tco2}`
    rules[`tce ${i}`] = `c${i} * ${factor.tce}`
  })
  rules.tco2 = { somme: doc.energy.map((/** @type {any} */ _, /** @type {number} */ i) => `tco2 ${i}`) }
  rules.tce = { somme: doc.energy.map((/** @type {any} */ _, /** @type {number} */ i) => `tce ${i}`) }
  return rules
}
