// The systemd unit: its exposure as systemd itself rates it, its figures against the program's settings, and (as root) the real program under
// the real systemd, booted in namespaces of its own (boot.sh): it serves, it restarts, its watchdog bites, and what an intruder would try fails.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { binary, folder, root, run, until } from './program.mjs'

const deploy = join(root, 'server/deploy')
const unit = readFileSync(join(deploy, 'tanheng.service'), 'utf8')
const setting = (name) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1]
const config = (key) => Number(new RegExp(`CONFIG\\(NUMBER, ${key}, "(\\d+)"`).exec(readFileSync(join(root, 'server/config/config.def'), 'utf8'))[1])

/** A folder laid out like / with the unit and some of its drop-ins. */
function layOut(base, dropIns = [], more = {}) {
  const system = join(base, 'etc/systemd/system')
  mkdirSync(join(system, 'tanheng.service.d'), { recursive: true })
  copyFileSync(join(deploy, 'tanheng.service'), join(system, 'tanheng.service'))
  for (const name of dropIns) copyFileSync(join(deploy, 'tanheng.service.d', name), join(system, 'tanheng.service.d', name))
  for (const [path, text] of Object.entries(more)) {
    mkdirSync(join(base, path, '..'), { recursive: true })
    writeFileSync(join(base, path), text)
  }
  return base
}

describe('the unit on paper', () => {
  let base
  before(() => { base = folder('unit') })
  after(() => rmSync(base, { recursive: true, force: true }))

  // behind nginx; with outgoing calls; facing the network on 443 itself
  for (const [dropIns, most] of [[[], 1.5], [['outgoing.conf'], 1.5], [['tls.conf'], 2.0]]) {
    test(`the exposure with ${dropIns.join() || 'no drop-in'} is at most ${most}`, () => {
      const { out, err } = run('systemd-analyze', ['security', '--no-pager', '--offline=true', `--root=${layOut(join(base, String(dropIns)), dropIns)}`, 'tanheng.service'])
      const level = /Overall exposure level for tanheng\.service: ([\d.]+)/.exec(out)
      assert.ok(level, err)
      assert.ok(Number(level[1]) <= most, level[0])
      console.log(`exposure ${level[1]} with ${dropIns.join() || 'no drop-in'}`)
    })
  }

  test('systemd knows every setting', () => {
    const { err } = run('systemd-analyze', ['verify', '--recursive-errors=no', join(deploy, 'tanheng.service')])
    assert.doesNotMatch(err, /Unknown|Failed to parse(?! system call)|Invalid|ignoring(?!: \w+$)/m, err)
  })

  test('tasks, descriptors and stopping time follow the settings of the program', () => {
    const others = Number(/#define OTHER_DESCRIPTORS\s+(\d+)/.exec(readdirSync(join(root, 'server/front')).filter((name) => name.endsWith('.c')).map((name) => readFileSync(join(root, 'server/front', name), 'utf8')).join('\n'))[1])
    assert.ok(Number(setting('TasksMax')) >= config('threads') + 64)
    assert.ok(Number(setting('LimitNOFILE')) >= config('threads') + others)
    assert.ok(Number(setting('TimeoutStopSec')) >= config('drain_s') + 20)
    assert.match(unit, /^RestartForceExitStatus=75$/m)
    assert.match(unit, /^LimitCORE=0$/m)
  })

  test('the example settings are settings', () => {
    const { status, out, err } = run(binary, ['config', '--config', join(deploy, 'tanheng.conf')])
    assert.equal(status, 0, err)
    assert.match(out, /# file\nbehind_proxy = 127\.0\.0\.1\n/)
  })
})

describe('F20 the program under systemd', () => {
  let base, booted, init, why = ''
  const inside = (...args) => run('nsenter', ['-t', String(init), '-a', ...args])
  const systemctl = (...args) => inside('systemctl', ...args)
  const show = (name) => systemctl('show', '-P', name, 'tanheng').out.trim()
  const journal = () => inside('journalctl', '--no-pager', '-o', 'cat').out
  const node = (script) => run('nsenter', ['-t', String(init), '-n', process.execPath, '--input-type=module', '-e', script], { env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' } })
  const status = () => Object.fromEntries(inside('cat', `/proc/${show('MainPID')}/status`).out.split('\n').map((line) => line.split(/:\s+/)))
  const active = () => until('the service is active', () => show('ActiveState') === 'active' && Number(show('MainPID')))

  before(async () => {
    if (process.getuid() !== 0) { why = 'skipped: needs root to boot a systemd in its own namespaces'; return }
    base = folder('systemd')
    const empty = (name) => `[Unit]\nDescription=${name}\nDefaultDependencies=no\n`
    layOut(base, [], {
      ...Object.fromEntries(['sysinit', 'basic', 'shutdown', 'network-online'].map((name) => [`etc/systemd/system/${name}.target`, empty(name)])),
      'etc/systemd/system/deploy.target': `${empty('deploy')}Wants=systemd-journald.socket systemd-journald.service\nAllowIsolate=yes\n`,
      'etc/systemd/system/tanheng.service.d/test.conf': '[Service]\nEnvironment=TANHENG_HOSTS=127.0.0.1,localhost\nWatchdogSec=3\nTimeoutStartSec=30\n',
      'etc/sysusers.d/tanheng.conf': readFileSync(join(deploy, 'tanheng.sysusers.conf')),
      'etc/tanheng/tanheng.conf': readFileSync(join(deploy, 'tanheng.conf')),
      'etc/tanheng/tls.pem': readFileSync(join(root, 'tests/data/tls/test-only.pem')),
      'etc/tanheng/probe.py': readFileSync(join(root, 'tests/deploy/sandbox_probe.py')),
      'etc/probe-unit': unit.replace(/^ExecStart=.*$/m, 'ExecStart=/usr/bin/python3 /etc/tanheng/probe.py 9').replace(/^Type=notify$/m, 'Type=exec')
        .replace(/^ExecPaths=.*$/m, (line) => `${line} /usr/bin/python3`).replace(/^Restart=.*$/m, 'Restart=no').replace(/^WatchdogSec=.*$/m, ''),
      // tanheng-render under the rules of the server whose child it is
      'etc/tanheng/form.json': readFileSync(join(root, 'tests/data/report/application.json')),
      'etc/systemd/system/render.service': unit.replace(/^ExecStart=.*$/m, 'ExecStart=/usr/bin/tanheng-render\nStandardInput=file:/etc/tanheng/form.json\nStandardOutput=truncate:/var/lib/tanheng/form.pdf')
        .replace(/^Type=notify$/m, 'Type=oneshot').replace(/^Restart.*$/gm, '').replace(/^WatchdogSec=.*$/m, ''),
    })
    copyFileSync(join(base, 'etc/probe-unit'), join(base, 'etc/systemd/system/probe.service'))
    mkdirSync(join(base, 'bin'))
    cpSync(binary, join(base, 'bin/tanheng'))
    cpSync(`${binary}-render`, join(base, 'bin/tanheng-render'))
    booted = spawn('sh', [join(root, 'tests/deploy/boot.sh'), base], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = '', code
    for (const stream of [booted.stdout, booted.stderr]) stream.on('data', (chunk) => { output += chunk })
    booted.on('exit', (value) => { code = value ?? 1 })
    await until('systemd runs', () => {
      if (code !== undefined) { why = `skipped: systemd cannot be booted here: ${output.trim().split('\n').at(-1)}`; return true }
      init = /^(\d+)/.exec(run('pgrep', ['-P', String(booted.pid), '-x', 'systemd']).out)?.[1]
      return init && /running|degraded/.test(systemctl('is-system-running').out)
    }).catch((error) => { why = `skipped: systemd does not come up here: ${error.message}` })
  })
  after(async () => {
    if (booted && booted.exitCode === null) {
      const gone = new Promise((done) => booted.on('exit', done))
      booted.kill('SIGKILL') // unshare takes its systemd with it
      await gone
    }
    if (base) {
      await until('its control group is empty', () => removeGroups(`tanheng-deploy-${booted.pid}`))
      rmSync(base, { recursive: true, force: true })
    }
  })
  const live = (name, body) => test(name, async (t) => (why ? t.skip(why) : body(t)))

  live('it starts when it says so, serves, signs in, files and drafts', async () => {
    const started = systemctl('start', 'tanheng')
    assert.equal(started.status, 0, journal())
    assert.equal(show('Type'), 'notify')
    await active()
    systemctl('stop', 'tanheng')
    const people = run('nsenter', ['-t', String(init), '-a', 'setpriv', '--reuid=tanheng', '--regid=tanheng', '--clear-groups', 'sh', '-c',
      'for one in alice:alpha:legal_person agnes:alpha:agent vera:alpha:viewer bob:beta:legal_person; do IFS=: read -r account enterprise role <<X\n$one\nX\n' +
      'printf "%s-password\\n" "$account" | tanheng user add --data /var/lib/tanheng --account "$account" --name "测试 $account" --enterprise "$enterprise 有限公司" --role "$role" || exit 1; done'])
    assert.equal(people.status, 0, people.err)
    assert.equal(systemctl('start', 'tanheng').status, 0, journal())
    const done = node(`import { createWorld, look } from '${join(root, 'tests/deploy/world.mjs')}'
      const world = await createWorld('http://127.0.0.1:8080'); console.log(Object.keys(await look('http://127.0.0.1:8080', world)).length)`)
    assert.equal(done.status, 0, done.err + journal())
    assert.ok(Number(done.out) > 10)
  })

  live('it holds no capability, gains none, is filtered, and may not be dumped or read', async () => {
    const its = status()
    assert.match(its.CapEff, /^0+$/)
    assert.match(its.CapBnd, /^0+$/)
    assert.equal(its.NoNewPrivs, '1')
    assert.equal(its.Seccomp, '2')
    assert.notEqual(its.Uid.split('\t')[0], '0')
    assert.equal(inside('stat', '-c', '%u', `/proc/${show('MainPID')}/environ`).out.trim(), '0', 'not dumpable: its memory belongs to root')
    assert.equal(show('LimitCORE'), '0')
  })

  live('it is started again after kill -9, and what was filed is there', async () => {
    const pid = await active()
    inside('kill', '-9', String(pid))
    await until('a new process', async () => { const now = Number(show('MainPID')); return now && now !== pid && show('ActiveState') === 'active' })
    const verified = inside('setpriv', '--reuid=tanheng', '--regid=tanheng', '--clear-groups', 'tanheng', 'verify', '--data', '/var/lib/tanheng')
    assert.equal(verified.status, 0, verified.err)
  })

  live('a process that hangs is ended by the watchdog and started again', async () => {
    const pid = await active()
    inside('kill', '-STOP', String(pid))
    await until('a new process', async () => { const now = Number(show('MainPID')); return now && now !== pid && show('ActiveState') === 'active' })
    await until('systemd has said why', () => /[Ww]atchdog timeout/.test(journal()))
  })

  live('what an intruder would try under this unit fails', async () => {
    const listener = spawn('nsenter', ['-t', String(init), '-n', '/usr/bin/python3', '-c', `
import fcntl, socket, struct
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
for code, address in ((0x8916, '10.99.0.1'), (0x891c, '255.255.255.255')):
    fcntl.ioctl(s, code, struct.pack('16sH2s4s8x', b'lo:1', socket.AF_INET, b'', socket.inet_aton(address)))
s.bind(('0.0.0.0', 9)); s.listen(9)
socket.create_connection(('10.99.0.1', 9)).close()
print('listening', flush=True)
while True: s.accept()`], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((done) => listener.stdout.once('data', done))
    assert.equal(systemctl('start', 'probe').status, 0, journal())
    const found = await until('the probe has spoken', () => /^probe (\{.*\})$/m.exec(journal()))
    listener.kill('SIGKILL')
    const { 'connect to another address': other, ...rest } = JSON.parse(found[1])
    assert.deepEqual(rest, {
      'write /etc/passwd': 'EACCES', 'write /usr/bin/x': 'EROFS', 'write /var/lib/x': 'EROFS', 'write /tmp/x': 'done: /tmp/x', 'write STATE/x': 'done: /var/lib/tanheng/x',
      'read /etc/shadow': 'EACCES', 'read /root': 'EACCES', 'execute another program': 'EACCES', 'memory that is writable and executable': 'EPERM', ptrace: 'EPERM', mount: 'EPERM',
      'new user namespace': 'EPERM', 'become root': 'EPERM', 'load a module': 'EPERM', 'raise a limit': 'EPERM', 'netlink socket': 'EAFNOSUPPORT', 'packet socket': 'EAFNOSUPPORT',
      'bind port 80': 'EACCES', 'connect to loopback': 'done: 127.0.0.1', 'other processes seen': '0'
    })
    assert.doesNotMatch(other, /^done/, 'addresses other than loopback are out of reach')
  })

  live('tanheng-render draws its form under this unit', async () => {
    assert.equal(systemctl('start', 'render').status, 0, journal())
    assert.equal(inside('head', '-c', '5', '/var/lib/tanheng/form.pdf').out, '%PDF-')
    inside('rm', '/var/lib/tanheng/form.pdf')
  })

  live('with tls.conf it serves HTTPS on 443 with a key that only root can read', async () => {
    systemctl('stop', 'tanheng')
    inside('sh', '-c', 'chmod 600 /etc/tanheng/tls.pem; rm -f /var/lib/tanheng/x')
    inside('sh', '-c', `cat >/etc/systemd/system/tanheng.service.d/tls.conf <<'X'\n${readFileSync(join(deploy, 'tanheng.service.d/tls.conf'), 'utf8')}X`)
    systemctl('daemon-reload')
    assert.equal(systemctl('start', 'tanheng').status, 0, journal().split('\n').slice(-20).join('\n'))
    assert.match(status().CapEff, /^0+400$/, 'CAP_NET_BIND_SERVICE alone')
    const reply = node(`const reply = await fetch('https://localhost:443/healthz'); console.log(reply.status)`)
    assert.equal(reply.out.trim(), '200', reply.err)
  })

  live('it stops cleanly', async () => {
    assert.equal(systemctl('stop', 'tanheng').status, 0)
    assert.equal(show('Result'), 'success')
    assert.equal(show('ExecMainStatus'), '0')
  })
})

/** Removes the control group of a boot, with what systemd made in it; false while a process is still leaving. */
function removeGroups(name) {
  const path = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].map((mount) => join(mount, name)).find(existsSync)
  return !path || run('find', [path, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', '+']).status === 0
}
