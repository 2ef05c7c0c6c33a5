import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { guardRequests } from '../../iam/guard.ts';
import { followClock } from '../thread-clock.ts';
import type { Answer, Aside, Call, FunctionFault, ThreadData } from './protocol.ts';

/* One execution environment of a function: loads the bundle once, then answers one call at a time. */
type Callback = (error?: unknown, result?: unknown) => void;
type Handler = (event: unknown, context: object, callback: Callback) => unknown;

const data = workerData as ThreadData;
followClock(data.clock);

const say = (answer: Answer | Aside) => parentPort?.postMessage(answer);
const guard = guardRequests(data.access, (notice) => say({ kind: 'access', notice }));

function faultOf(error: unknown): FunctionFault {
  if (!(error instanceof Error)) return { errorType: 'Error', errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function contextOf(call: Call): object {
  const deadline = performance.now() + call.remaining;
  return {
    awsRequestId: call.requestId,
    functionName: call.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: call.functionArn,
    memoryLimitInMB: call.memory,
    logGroupName: call.logGroup,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

/** Handlers of both styles: those that return a promise and those that take a callback. */
function run(handler: Handler, call: Call): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, result) => (error == null ? resolve(result) : reject(error));
    const returned = handler(JSON.parse(call.event), contextOf(call), callback);
    if (returned instanceof Promise || handler.length < 3) resolve(returned);
  });
}

async function answer(handler: Handler, call: Call): Promise<void> {
  const came = await outcome(handler, call);
  guard.tellCalls();
  say(came);
}

async function outcome(handler: Handler, call: Call): Promise<Answer> {
  try {
    return { kind: 'result', payload: JSON.stringify((await run(handler, call)) ?? null) };
  } catch (error) {
    return { kind: 'error', fault: faultOf(error) };
  }
}

try {
  const bundle = (await import(pathToFileURL(data.module).href)) as Record<string, unknown>;
  const exported = bundle[data.handler] ?? (bundle.default as Record<string, unknown> | undefined)?.[data.handler];
  if (typeof exported !== 'function') throw new TypeError(`The bundle exports no function ${data.handler}.`);
  parentPort?.on('message', (call: Call) => void answer(exported as Handler, call));
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'error', fault: faultOf(error) });
}
