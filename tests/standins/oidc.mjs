// An OpenID Connect provider as 粤信签 is assumed to be one: discovery, authorization code with PKCE, an RS256 ID token, JWKS. Its own page, where the person
// looks into the camera, is `visit`. Each thing that a thief or a broken provider may do to a token is one member of `spoil`.
import { createHash, createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const fails = (status, error) => ({ status, json: { error } })

export function makeOidc({ host = 'identity.example.test', clientId = 'tanheng', clientSecret = 'oidc-secret-of-tests', redirect = 'https://tanheng.example.test/face' } = {}) {
  const issuer = `https://${host}`
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 }), stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const jwk = (pair, kid) => ({ ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' })
  const codes = new Map()
  let spoil = {}, published = {}

  function sign(claims) {
    const header = { alg: spoil.alg ?? 'RS256', kid: spoil.kid ?? (spoil.small ? 'small' : 'main'), typ: 'JWT', ...(spoil.crit && { crit: ['exp'] }) }
    const text = `${b64(header)}.${b64(claims)}`
    if (header.alg === 'none') return `${text}.`
    if (header.alg === 'HS256') return `${text}.${createHmac('sha256', keys.publicKey.export({ type: 'spki', format: 'pem' })).update(text).digest('base64url')}`
    const pair = spoil.small ? small : spoil.stranger ? stranger : keys
    const signature = createSign('RSA-SHA256').update(text).sign(pair.privateKey).toString('base64url')
    if (spoil.embed) return `${b64({ ...header, jwk: jwk(stranger, 'main') })}.${b64(claims)}.${createSign('RSA-SHA256').update(text).sign(stranger.privateKey).toString('base64url')}`
    if (spoil.payload) return `${b64(header)}.${b64({ ...claims, ...spoil.payload })}.${signature}`
    return `${text}.${spoil.bit ? signature.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A')) : signature}`
  }

  function trade({ method, headers, body }) {
    if (method !== 'POST' || !/^application\/x-www-form-urlencoded/.test(headers['content-type'])) return fails(400, 'invalid_request')
    const form = Object.fromEntries(new URLSearchParams(body))
    if (form.client_id !== clientId || form.client_secret !== clientSecret) return fails(401, 'invalid_client')
    if (form.grant_type !== 'authorization_code') return fails(400, 'unsupported_grant_type')
    const found = codes.get(form.code)
    codes.delete(form.code)
    const challenge = createHash('sha256').update(form.code_verifier ?? '').digest('base64url')
    if (!found || found.redirect !== form.redirect_uri || found.challenge !== challenge) return fails(400, 'invalid_grant')
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer, sub: found.number, aud: clientId, iat: now, exp: now + 300, nonce: found.nonce, amr: ['face'], name: found.name, id_number: found.number, ...spoil.claims }
    return { json: { access_token: randomBytes(16).toString('hex'), token_type: 'Bearer', expires_in: 300, id_token: sign(claims) } }
  }

  return {
    issuer, clientId, clientSecret, redirect,
    hosts: { [host]: {
      '/.well-known/openid-configuration': () => ({ json: { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, ...published } }),
      '/token': trade,
      '/jwks': () => ({ json: { keys: [{ kty: 'EC', kid: 'main', crv: 'P-256', x: 'AA', y: 'AA' }, jwk(small, 'small'), { ...jwk(stranger, 'main'), use: 'enc' }, jwk(keys, 'main')] } })
    } },
    /** The person opens the page and looks into the camera; what comes back to the redirect page. */
    visit(page, { name, number }) {
      const url = new URL(page), asked = Object.fromEntries(url.searchParams)
      if (url.origin !== issuer || url.pathname !== '/authorize') throw new Error(`another page: ${page}`)
      if (asked.response_type !== 'code' || asked.client_id !== clientId || asked.redirect_uri !== redirect || asked.code_challenge_method !== 'S256' || !/\bopenid\b/.test(asked.scope)) throw new Error(`a wrong request: ${page}`)
      if (asked.state.length < 22 || asked.nonce.length < 22 || asked.code_challenge.length !== 43) throw new Error(`too little to guess: ${page}`)
      const code = randomBytes(16).toString('base64url')
      codes.set(code, { name, number, nonce: asked.nonce, redirect: asked.redirect_uri, challenge: asked.code_challenge })
      return { code, state: asked.state }
    },
    spoil: (how = {}) => { spoil = how },
    /** Discovery says something else. */
    publish: (more = {}) => { published = more }
  }
}
