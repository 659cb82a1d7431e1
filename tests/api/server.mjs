// A real server on a free port over a fresh data folder, with two enterprises and people in each role. Not a mock of anything.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeOidc } from '../standins/oidc.mjs'
import { makeSms } from '../standins/sms.mjs'
import { authority, startStandIns } from '../standins/tls_server.mjs'
import { makeWeChat } from '../standins/wechat.mjs'

const here = dirname(fileURLToPath(import.meta.url))
export const binary = process.env.TANHENG_BIN || resolve(here, '../../build/dev/tanheng')

/** account → {enterprise, role}; without an enterprise a role of the platform; passwords are `<account>-password`. */
export const people = {
  alice: { enterprise: 'alpha', role: 'legal_person' },
  agnes: { enterprise: 'alpha', role: 'agent' },
  vera: { enterprise: 'alpha', role: 'viewer' },
  bob: { enterprise: 'beta', role: 'legal_person' },
  adam: { role: 'admin' },
  rita: { role: 'reviewer' }
}
/** Belongs to both enterprises: her sessions must choose one. */
export const tina = { enterprise: 'alpha', role: 'agent', also: { enterprise: 'beta', role: 'viewer' } }

/** Audits alpha. */
export const otto = { enterprise: 'alpha', role: 'auditor' }

/** A person without an enterprise has a role of the platform. */
export function addPerson(data, account, { enterprise, role, also }) {
  const added = spawnSync(binary, ['user', 'add', '--data', data, '--account', account, '--name', `测试 ${account}`,
    ...(enterprise ? ['--enterprise', `${enterprise} 有限公司`] : []), '--role', role],
  { input: `${account}-password\n`, encoding: 'utf8' })
  if (added.status !== 0) throw new Error(`tanheng user add ${account}: ${added.stderr}${added.stdout}`)
  if (also) addPerson(data, account, also)
}

/** Runs `tanheng serve` with these arguments; resolves with its address once it listens. */
export async function launch(args, env = {}) {
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let log = ''
  const url = await new Promise((done, fail) => {
    const look = (chunk) => {
      log += chunk
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(log)
      if (found) done(found[0])
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.on('error', fail)
    child.on('exit', (code) => fail(new Error(`the server ended with ${code}:\n${log}`)))
  })
  const ended = new Promise((done) => child.on('exit', done))
  const stop = async () => {
    child.kill('SIGTERM')
    const code = await ended
    if (process.env.TANHENG_LOG) console.error(log)
    return { code, log }
  }
  return { url, pid: child.pid, stop, log: () => log }
}

/** A server over a fresh data folder, or `data`, with these people; stopping it removes the folder unless it is told to keep it. */
export async function startServer(flags = [], folks = people, data = mkdtempSync(join(tmpdir(), 'tanheng-api-')), env = {}) {
  for (const [account, person] of Object.entries(folks)) addPerson(data, account, person)
  const server = await launch(['--data', data, ...flags], env)
  const stop = async ({ keep = false } = {}) => {
    const ended = await server.stop()
    if (!keep) rmSync(data, { recursive: true, force: true })
    return ended
  }
  return { ...server, data, stop }
}

/** Stand-ins of WeChat, the text message vendor and 粤信签, and the server's flags to use them: a key and three secrets in files of a folder of their own. */
export async function startOutside() {
  const wechat = makeWeChat(), sms = makeSms(), oidc = makeOidc()
  const outside = await startStandIns({ ...wechat.hosts, ...sms.hosts, ...oidc.hosts })
  const folder = mkdtempSync(join(tmpdir(), 'tanheng-secrets-'))
  const secret = (name, text) => { writeFileSync(join(folder, name), `${text}\n`, { mode: 0o600 }); return join(folder, name) }
  const flags = ['--secret-key-file', secret('key', '5a'.repeat(32)), '--wechat-appid', wechat.appid, '--wechat-secret-file', secret('wechat', wechat.secret),
    '--sms-secret-id', sms.secretId, '--sms-secret-key-file', secret('sms', sms.secretKey), '--sms-app-id', sms.appId, '--sms-sign-name', sms.signName,
    '--sms-template', '1234567', '--yuexinqian-issuer', oidc.issuer, '--yuexinqian-client', oidc.clientId,
    '--yuexinqian-secret-file', secret('oidc', oidc.clientSecret), '--yuexinqian-redirect', oidc.redirect, '--provider-stand-in', outside.address, '--provider-ca', authority]
  const stop = async () => { await outside.stop(); rmSync(folder, { recursive: true, force: true }) }
  return { wechat, sms, oidc, outside, flags, folder, stop }
}

/** The code of the newest text message to `phone`, of those that came behind `after`. */
export async function newestCode(sms, phone, after = 0) {
  for (let i = 0; i < 200; i++) {
    const found = sms.sent.slice(after).filter(m => m.phone === `+86${phone}` && /^[0-9]{6}$/.test(m.params[0])).at(-1) // notices go there, too
    if (found) return found.params[0]
    await new Promise(done => setTimeout(done, 25))
  }
  throw new Error(`no text message to ${phone}`)
}

const faketime = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'].map((folder) => `${folder}/faketime/libfaketimeMT.so.1`).find((path) => existsSync(path))
/** Why a test cannot set the clock of a server here; false when it can. */
export const clockIsFixed = !faketime ? 'skipped: libfaketime is not installed' : process.env.TANHENG_SANITIZED ? 'skipped: sanitizers want to be loaded first' : false
/** The environment of a server whose clock stands as many seconds beside the machine's as the file says ('+3600'); the steady clock stays true. */
export const clockOf = (stamp) => ({ LD_PRELOAD: faketime, FAKETIME_TIMESTAMP_FILE: stamp, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' })

/** One request; the reply's body is parsed when it is JSON. */
export async function send(url, { method, path, headers = {}, body }) {
  const reply = await fetch(url + path, { method, headers, body, redirect: 'manual' })
  const text = await reply.text()
  const type = (reply.headers.get('content-type') || '').split(';')[0]
  let json
  if (/json$/.test(type) && method !== 'HEAD') json = JSON.parse(text)
  return { status: reply.status, headers: reply.headers, type, text, json }
}
