// Programs that are started, waited for and ended by who tries them.

import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

// Debian keeps servers there.
process.env.PATH += ':/usr/sbin';

/** All that were started. */
export const running = [];

/** Has a server listen on a free port; answers which one. */
export function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

export async function freePort() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

/** Starts a program; what it says is kept in `said`. */
export function run(program, ...args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.said = '';
  child.on('error', (error) => { child.said += error; });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => { child.said += chunk; });
  }
  running.push(child);
  return child;
}

/** Waits until a program listens. */
export async function until(port, child, what) {
  for (let tries = 0; tries < 600; tries += 1) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    if (child.exitCode !== null) throw new Error(`${what} ended: ${child.said}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`${what} does not listen: ${child.said}`);
}
