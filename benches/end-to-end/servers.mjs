// Servers that are measured: started, waited for, asked for their processor time and memory, and
// ended with all that they left.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, run, running, until } from '../../tests/programs.mjs';

export const here = (name) => new URL(name, import.meta.url).pathname;
export const dir = mkdtempSync(join(tmpdir(), 'agegate-end-to-end-'));
// The servers write as other users where they are started by root.
chmodSync(dir, 0o755);

export { run };

/** A file made from a template beside this one: `@name@` becomes the value of that name. */
function filled(template, values) {
  const text = readFileSync(here(template), 'utf8').replace(/@(\w+)@/g, (_, key) => values[key]);
  const file = join(dir, `${values.own}-${template}`);
  writeFileSync(file, text);
  return file;
}

/** A server made from a template, and from those that it names; answers its port and process. */
export async function server(template, { besides = [], ...given }, program, ...args) {
  const own = await freePort();
  const home = join(dir, String(own));
  mkdirSync(home);
  chmodSync(home, 0o777);
  const values = { ...given, own, dir: home, here: here('.') };
  const file = filled(template, values);
  for (const other of besides) filled(other, values);
  const child = run(program, ...args.map((arg) => (arg === '@file@' ? file : arg)));
  await until(own, child, program);
  return { port: own, pid: child.pid };
}

/** The gateway before a shop, with room for so many remembered units. */
export async function agegate(binary, shop, remembered) {
  const own = await freePort();
  const config = join(dir, `agegate-${own}`);
  mkdirSync(config);
  writeFileSync(join(config, 'agegate.toml'), `
preset = "strict"
[jurisdiction]
default = "DE"
[gateway]
admin = "127.0.0.1:${await freePort()}"
[limits]
remembered_findings = ${remembered}
`);
  const child = run(binary, 'serve', '--config', config, '--listen', `127.0.0.1:${own}`, '--upstream', `http://127.0.0.1:${shop}`);
  await until(own, child, 'agegate');
  return { port: own, pid: child.pid };
}

/** What `value` says of a process and all below it, together. */
function together(pid, value) {
  const all = new Map();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const text = readFileSync(`/proc/${entry}/stat`, 'latin1');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      all.set(Number(entry), { above: Number(fields[1]), value: value(fields) });
    } catch { /* it ended meanwhile */ }
  }
  const below = (root) => [...all].filter(([, one]) => one.above === root)
    .reduce((sum, [child]) => sum + below(child), all.get(root)?.value ?? 0);
  return below(pid);
}

/** User and system time, in seconds. */
export const processorTime = (pid) => together(pid, (fields) => (Number(fields[11]) + Number(fields[12])) / 100);

/** Memory in use, in bytes. */
export const resident = (pid) => together(pid, (fields) => Number(fields[21]) * 4096);

/** Where it is, in one line of a terminal. */
export function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** Ends everything. */
export function end() {
  for (const child of running) child.kill();
  spawnSync('sleep', ['0.3']);
  // e2guardian ends its connections first, however long they idle.
  for (const child of running) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
}
