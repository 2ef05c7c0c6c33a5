import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type LocalServer, listen } from '../http/index.ts';
import { refuse } from './answers.ts';
import type { Fate, FaultyService } from './faults.ts';

export interface GateOptions {
  readonly service: FaultyService;
  /** Where the service is: `http://127.0.0.1:<port>`. */
  readonly upstream: string;
  /** What becomes of a request under these credentials. */
  judge(session: string, operation: string): Fate;
  /** Ends the thread with these credentials. */
  kill(session: string): void;
}

/** Stands between functions and a service, and hands on what it does not spoil. */
export async function startGate({ service, upstream, judge, kill }: GateOptions): Promise<LocalServer> {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(upstream);

  const handOn = (incoming: IncomingMessage, body: Buffer): Promise<{ answer: IncomingMessage; text: Buffer }> =>
    new Promise((resolve, reject) => {
      const { method, url: path, headers } = incoming;
      const outgoing = send({ agent, hostname, port, method, path, headers }, (answer) =>
        buffer(answer).then((text) => resolve({ answer, text }), reject),
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });

  const meet = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const session = String(incoming.headers['x-amz-security-token'] ?? '');
    const fate = judge(session, operationOf(incoming));
    const cut = () => response.destroy();
    if (fate === 'throttle' || fate === 'fail') return refuse(response, service, fate);
    if (fate === 'kill before') kill(session);
    if (fate === 'cut' || fate === 'kill before') return void cut();
    const { answer, text } = await handOn(incoming, body);
    if (fate === 'kill after') kill(session);
    if (fate === 'lose' || fate === 'kill after') return void cut();
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    response.end(text, () => fate === 'kill with' && kill(session));
  };

  const server = await listen((incoming, response) => {
    // The service is not there: as far as the caller can tell, the connection broke.
    meet(incoming, response).catch(() => response.destroy());
  });
  return {
    ...server,
    stop: async () => {
      await server.stop();
      agent.destroy();
    },
  };
}

function operationOf({ headers, method = '' }: IncomingMessage): string {
  return (
    String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) || method
  );
}
