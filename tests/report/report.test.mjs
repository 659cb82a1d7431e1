// The printed application form: what stands on it, that it is the same each time, and what no document may do to the program that draws it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { after, describe, test } from 'node:test'
import { codes, folder, fonts, form, info, lines, program, render, shown } from './render.mjs'

after(() => rmSync(folder, { recursive: true, force: true }))
const good = (document) => {
  const { status, pdf, line } = render(document)
  assert.equal(status, 0, line)
  return pdf
}
const refused = (document, what) => {
  const { status, pdf, line } = render(document)
  assert.equal(status, 65, line)
  assert.equal(pdf.length, 0)
  assert.match(line, what)
  assert.equal(line.trim().split('\n').length, 1)
}

describe('the form', () => {
  test('every field can be read on it, once each page has its head and its number', () => {
    const document = form({ legal_id_number: 'E12345678' }), text = shown(good(document))
    for (const [name, value] of Object.entries(document)) {
      if (name === 'kind' || name === 'date') continue
      for (const one of [value].flat()) assert.ok(text.includes(one.replace(/\s/gu, '')), `${name}: ${one}`)
    }
    for (const one of ['2026年11月21日', '申请单位（盖章）', '法定代表人（签字）', '代理人（签字）', '第1页共1页']) assert.ok(text.includes(one), one)
  })

  test('what is not given has no row; a foreigner is the applicant, not the agent', () => {
    const document = form({ agent_label: '申请人', statement: '本单位同意。' })
    for (const name of ['address', 'legal_id_type', 'agent_phone', 'modules', 'term', 'notes', 'code']) delete document[name]
    const text = shown(good(document))
    for (const one of ['住所', '手机号码', '授权模块', '授权期限', '校验码']) assert.ok(!text.includes(one), one)
    assert.ok(text.includes('申请人信息') && text.includes('申请人（签字）'))
  })

  test('A4, embedded parts of fonts, title, author and the date of the document', () => {
    const pdf = good(form()), its = info(pdf)
    assert.match(its['Page size'], /A4/)
    assert.equal(its.Title, '企业代理人权限申请表 SQ-2026-000123')
    assert.equal(its.Author, '碳衡 Tanheng')
    assert.match(its.CreationDate, /Sat Nov 21 \d\d:00:00 2026/)
    assert.ok(fonts(pdf).length >= 3)
    for (const line of fonts(pdf)) assert.match(line, /^[A-Z]{6}\+Noto\w+CJKsc-\w+ +CID Type 0C +Identity-H +yes yes yes /)
    assert.ok(pdf.length < 600_000, `${pdf.length} bytes`)
  })

  test('equal documents give equal bytes, another date gives others', () => {
    const pdf = good(form())
    for (let i = 0; i < 3; i++) assert.ok(good(form()).equals(pdf))
    assert.ok(!good(form({ date: '2026-11-22' })).equals(pdf))
  })

  test('each of several pages has number, code and QR code', () => {
    const document = form({ statement: `${'本单位授权上述代理人办理，'.repeat(150)}完。` })
    const pdf = good(document), pages = Number(info(pdf).Pages), text = shown(pdf)
    assert.ok(pages >= 2)
    assert.ok(text.includes('完。'))
    for (let page = 1; page <= pages; page++) {
      assert.ok(text.includes(`第${page}页共${pages}页`))
      assert.deepEqual(codes(pdf, page), ['SQ-2026-000123 0123456789abcdef'])
    }
  })

  test('no line begins with closing punctuation, none ends with an opening one', () => {
    for (let first = 0; first < 12; first++) {
      const statement = '甲'.repeat(first) + '（乙），丙丁。“戊己庚”、《辛壬》；癸子丑！寅卯？'.repeat(20)
      for (const line of lines(good(form({ statement }))).map((one) => one.trim()).filter((one) => /[丙戊辛癸寅]/.test(one))) {
        assert.doesNotMatch(line, /^[，。、；：？！）》”]/u, line)
        assert.doesNotMatch(line, /[（《“]$/u, line)
      }
    }
  })

  test('long and rare names stand there whole', () => {
    const name = `${'广州市黄埔区绿色低碳循环经济发展'.repeat(4).slice(0, 56)}有限公司`
    assert.equal([...name].length, 60)
    const text = shown(good(form({ enterprise_name: name, agent_name: '𠮷野㙓龘', legal_name: '阿卜杜热西提·买买提依明·吐尔逊'.repeat(3) })))
    for (const one of [name, '𠮷野㙓龘', '阿卜杜热西提·买买提依明·吐尔逊'.repeat(3)]) assert.ok(text.includes(one), one)
  })

  test('what no font has is printed as a box, and the form asks for it by hand', () => {
    const text = shown(good(form({ agent_name: '王\u{323AF}' })))
    assert.ok(text.includes('U+323AF') && text.includes('手写补正'))
    assert.ok(!shown(good(form())).includes('手写补正'))
  })
})

describe('hostile documents', () => {
  test('E12 what is PDF in a text stays text: no action, no script, no link, no object of its own', () => {
    const evil = ') Tj ET endstream endobj 99 0 obj <</S/JavaScript/JS(app.alert(1))>> endobj \\) <</URI(http://a.example)>> /OpenAction 99 0 R %%EOF'
    const pdf = good(form({ title: evil.slice(0, 100), enterprise_name: evil, statement: evil, number: ')>>/JS(1)', notes: [evil] }))
    assert.ok(shown(pdf).includes(evil.replace(/\s/g, '')))
    assert.equal(info(pdf).JavaScript, 'no')
    assert.equal(info(pdf).Title, `${evil.slice(0, 100)} )>>/JS(1)`)
    const outside = pdf.toString('latin1').replace(/stream\r?\n[^]*?endstream/g, '').replace(/\/Title \((?:\\.|[^\\)])*\)|<[0-9A-Fa-f]*>/g, '')
    assert.doesNotMatch(outside, /JavaScript|\/JS|\/URI|OpenAction|\/AA|\/Launch|\/Annots|\/EmbeddedFile/)
    assert.equal(outside.match(/%%EOF/g).length, 1)
  })

  test('markup is text', () => {
    const name = '<b>甲</b>&amp;<span size="99999">乙</span>&#0;'
    assert.ok(shown(good(form({ enterprise_name: name }))).includes(name.replace(/\s/g, '')))
  })

  test('control, bidi and zero-width characters are refused; other scripts and emoji do no harm', () => {
    for (const bad of ['甲\u0007', '甲\u202e乙', '甲\u200b乙', '甲\u2066乙', '甲\n乙', '甲\u0085']) refused(form({ agent_name: bad }), /TEXT_FORBIDDEN at \/agent_name/)
    const text = shown(good(form({ agent_name: 'شركة 甲 😀', enterprise_name: '甲'.repeat(20) + 'e\u0301\u0302\u0303'.repeat(60) })))
    assert.ok(text.includes('第1页'))
  })

  test('what is too long, missing, unknown, of the wrong type or malformed is named in one line', () => {
    refused(form({ enterprise_name: '甲'.repeat(20_000) }), /TEXT_TOO_LONG at \/enterprise_name/)
    refused(form({ statement: '甲'.repeat(20_000) }), /TEXT_TOO_LONG at \/statement/)
    refused(form({ notes: Array(13).fill('甲') }), /ROWS_TOO_MANY at \/notes/)
    refused(form({ agent_name: undefined }), /REQUIRED at \/agent_name/)
    refused(form({ agent_name: 7 }), /TYPE at \/agent_name/)
    refused(form({ date: '2026-02-30' }), /at \/date/)
    refused(form({ colour: 'red' }), /UNKNOWN_MEMBER at \/colour/)
    refused(form({ kind: 'ransom_note' }), /unknown kind/)
    for (const text of ['', '[]', '{', '{"kind":"application_form","kind":"a"}', Buffer.from([0x7b, 0xff]), '['.repeat(100_000)]) refused(text, /document refused/)
    refused(form({ statement: 'x'.repeat(300_000) }), /larger than 256 KB/)
    assert.equal(render(form(), { args: ['--help'] }).status, 64)
  })

  test('no value of the document stands in the line', () => {
    assert.doesNotMatch(render(form({ agent_phone: '13800138000'.repeat(9) })).line, /138/)
  })

  test('its limits stand before it reads', async () => {
    const child = spawn(program, [], { env: {}, stdio: ['pipe', 'pipe', 'pipe'] })
    const end = new Promise((done) => child.on('close', done))
    const limit = (name) => new RegExp(`^${name} +(\\S+) +(\\S+)`, 'm').exec(readFileSync(`/proc/${child.pid}/limits`, 'utf8'))?.slice(1)
    for (const stop = Date.now() + 30_000; limit('Max core file size')?.[1] !== '0' || !/^NoNewPrivs:\s+1$/m.test(readFileSync(`/proc/${child.pid}/status`, 'utf8'));)
      { assert.ok(Date.now() < stop); await new Promise((done) => setTimeout(done, 10)) }
    assert.deepEqual(limit('Max cpu time'), ['10', '10'])
    assert.deepEqual(limit('Max file size'), ['4194304', '4194304'])
    assert.deepEqual(limit('Max open files'), ['64', '64'])
    if (!process.env.TANHENG_SANITIZED) assert.deepEqual(limit('Max address space'), ['402653184', '402653184'])
    child.stdin.end()
    assert.equal(await end, 65)
  })

  test('short of memory or of time it ends without a page', { skip: process.env.TANHENG_SANITIZED && 'sanitizers need the memory' }, () => {
    for (const megabytes of [40, 80, 120, 160, 200, 240, 256, 272]) {
      const { status, pdf } = render(form(), { before: ['/usr/bin/prlimit', `--as=${megabytes << 20}`, '--core=0'] })
      assert.notEqual(status, 0, `${megabytes} MB`)
      assert.equal(pdf.length, 0, `${megabytes} MB`)
    }
    assert.equal(render(form(), { before: ['/usr/bin/prlimit', '--as=1073741824'] }).status, 0, 'a higher limit is lowered')
  })
})
