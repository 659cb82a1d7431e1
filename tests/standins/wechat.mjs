// api.weixin.qq.com as its pages describe it: codes that work once, a stable token, errors by number in a 200 answer, images where the interface gives some.
import { createHash, randomBytes } from 'node:crypto'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const fails = (errcode, errmsg) => ({ json: { errcode, errmsg: `${errmsg} rid: 6560-0000` } })
const b64 = text => Buffer.from(text, 'utf8').toString('base64')
const parse = body => { try { return JSON.parse(body) } catch { return null } }

export function makeWeChat({ appid = 'wx0123456789abcdef', secret = '0123456789abcdef0123456789abcdef' } = {}) {
  const codes = new Map(), phoneCodes = new Map(), faces = new Map(), refusing = new Set(), notices = []
  let token = '', issued = 0, now = () => Date.now()

  const fresh = () => { token = `T${++issued}_${randomBytes(48).toString('base64url')}`; return token }
  const withToken = (handler) => (call) => {
    if (call.method !== 'POST') return fails(43002, 'require POST method')
    if (call.query.access_token !== token) return fails(call.query.access_token ? 42001 : 41001, 'access_token expired')
    const body = parse(call.body)
    return body ? handler(body) : fails(47001, 'data format error')
  }
  const use = (table, code) => {
    const found = table.get(code)
    if (!found) return { errcode: 40029, errmsg: 'invalid code' }
    if (found.used) return { errcode: 40163, errmsg: 'code been used' }
    if (now() - found.at > 300_000) return { errcode: 40029, errmsg: 'invalid code' }
    if (found.errcode) return found
    found.used = true
    return found
  }

  const paths = {
    '/sns/jscode2session': ({ method, query }) => {
      if (method !== 'GET') return fails(43001, 'require GET method')
      if (query.appid !== appid) return fails(40013, 'invalid appid')
      if (query.secret !== secret) return fails(40125, 'invalid appsecret')
      if (query.grant_type !== 'authorization_code') return fails(40002, 'invalid grant_type')
      const found = use(codes, query.js_code)
      return found.errcode ? fails(found.errcode, found.errmsg ?? 'error') : { json: { openid: found.openid, session_key: found.sessionKey } } // errcode is left out on success
    },
    '/cgi-bin/stable_token': ({ method, body }) => {
      const asked = parse(body)
      if (method !== 'POST' || !asked) return fails(47001, 'data format error')
      if (asked.grant_type !== 'client_credential') return fails(40002, 'invalid grant_type')
      if (asked.appid !== appid) return fails(40013, 'invalid appid')
      if (asked.secret !== secret) return fails(40125, 'invalid appsecret')
      return { json: { access_token: token || fresh(), expires_in: 7200 } }
    },
    '/wxa/business/getuserphonenumber': withToken(({ code }) => {
      const found = use(phoneCodes, code)
      if (found.errcode) return fails(found.errcode, found.errmsg)
      return { json: { errcode: 0, errmsg: 'ok', phone_info: { phoneNumber: found.phone, purePhoneNumber: found.phone, countryCode: '86',
        watermark: { timestamp: Math.floor(now() / 1000), appid: found.appid ?? appid } } } }
    }),
    '/wxa/getwxacodeunlimit': withToken(({ scene, page }) => {
      if (!/^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/.test(scene ?? '')) return fails(40169, 'invalid scene')
      if (page !== undefined && /^\/|\?/.test(page)) return fails(41030, 'invalid page')
      return { image: png }
    }),
    '/cgi-bin/message/subscribe/send': withToken(({ touser, template_id, data }) => {
      if (!touser) return fails(40003, 'invalid openid')
      if (!template_id) return fails(40037, 'invalid template_id')
      for (const [name, { value }] of Object.entries(data ?? {})) if (/^thing/.test(name) && [...value].length > 20) return fails(47003, 'argument invalid')
      if (refusing.has(touser)) return fails(43101, 'user refuse to accept the msg')
      notices.push({ touser, template_id, data })
      return { json: { errcode: 0, errmsg: 'ok', msgid: 1 + notices.length } }
    }),
    '/cityservice/face/identify/getverifyid': withToken(({ out_seq_no, cert_info, openid }) => {
      if (!/^[0-9A-Za-z_-]{5,32}$/.test(out_seq_no ?? '')) return fails(40097, 'invalid args')
      if ([...faces.values()].some(f => f.sequence === out_seq_no)) return fails(40097, 'out_seq_no used')
      const verifyId = `V${randomBytes(24).toString('base64url')}`
      const { cert_type: type, cert_name: name, cert_no: number } = cert_info ?? {}
      const hash = createHash('sha256').update(`cert_type=${b64(type)}&cert_name=${b64(name)}&cert_no=${b64(number)}`).digest('hex')
      faces.set(verifyId, { sequence: out_seq_no, openid, hash, name, number, result: 90001 })
      return { json: { errcode: 0, errmsg: 'ok', verify_id: verifyId, expires_in: 3600 } }
    }),
    '/cityservice/face/identify/queryverifyinfo': withToken(({ verify_id, out_seq_no, cert_hash, openid }) => {
      const face = faces.get(verify_id)
      if (!face || face.sequence !== out_seq_no || face.openid !== openid || face.hash !== cert_hash) return fails(40097, 'invalid args')
      return { json: { errcode: 0, errmsg: 'ok', verify_ret: face.result } }
    })
  }

  return {
    hosts: { 'api.weixin.qq.com': paths }, appid, secret, notices,
    /** A wx.login code of `openid`; more: {errcode} answers with an error. */
    loginCode: (openid, more = {}) => { const code = `C${randomBytes(12).toString('hex')}`; codes.set(code, { openid, sessionKey: more.sessionKey ?? randomBytes(16).toString('base64'), at: now(), ...more }); return code },
    phoneCode: (phone, more = {}) => { const code = `P${randomBytes(12).toString('hex')}`; phoneCodes.set(code, { phone, at: now(), ...more }); return code },
    /** The person in front of the camera is who the id says (or is not). */
    look: (verifyId, passes = true) => { faces.get(verifyId).result = passes ? 10000 : 90010 },
    refuse: (openid) => refusing.add(openid),
    /** WeChat replaces the token: the one that callers hold is stale from now on. */
    expireToken: () => { fresh() },
    tokensIssued: () => issued,
    setClock: (clock) => { now = clock }
  }
}
