import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface LocalServer {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Closes the port and every open connection. */
  stop(): Promise<void>;
  /** Closes them, and opens the same port again so many milliseconds later. What it serves is not lost. */
  restart(pause: number): Promise<void>;
}

/** Serves on loopback only, on a port the system chooses: nothing outside this machine can reach it. */
export async function listen(listener: RequestListener): Promise<LocalServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  await open(server, 0);
  const { port } = server.address() as AddressInfo;
  const stop = () => close(server);
  return { endpoint: `http://127.0.0.1:${port}`, stop, restart: (milliseconds) => restart(server, milliseconds) };
}

/** Closes a server's port and connections and opens the same port again so many milliseconds later. */
export async function restart(server: Server, milliseconds: number): Promise<void> {
  const { port } = server.address() as AddressInfo;
  await close(server);
  await pause(milliseconds);
  await open(server, port);
}

function open(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
