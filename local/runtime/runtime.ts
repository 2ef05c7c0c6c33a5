import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExpungeError } from '../../lib/errors.ts';
import type { Place } from '../http/index.ts';
import { Permissions } from './access.ts';
import { Activity } from './activity.ts';
import { Clients } from './clients.ts';
import { MovableClock } from './clock.ts';
import { AsynchronousInvocations, type LambdaFunction } from './functions/index.ts';
import { startGates } from './gates.ts';
import { LogFiles } from './logs.ts';
import { provision, type RunningResource, type Workshop } from './provision/index.ts';
import { Queues } from './queues.ts';
import { type Services, startServices } from './services/index.ts';
import { settle } from './settling.ts';
import { StreamWatch } from './sources/index.ts';
import { Targets } from './targets.ts';
import { readAssembly, type Stack } from './template/index.ts';
import { Ticking } from './ticking.ts';
import { FunctionFailed, type Runtime, type RuntimeOptions } from './types.ts';

/** What a stack without an account is in: twelve zeros, as the stand-ins have it. */
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
/** Under this name in the logs: what the runtime itself has to say. */
const OWN_LOG = 'runtime';

/**
 * Brings up what the templates of a cloud assembly say, on this machine, and runs it. Throws CONFIGURATION for a
 * resource type, function or parameter it does not know; nothing is left running then.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const stacks = readAssembly(options.assembly);
  const place = placeOf(stacks);
  const { dataDir, clock = new MovableClock(), concurrency = 4 } = options;
  for (const own of ['s3.sqlite', 's3.sqlite-wal', 's3.sqlite-shm', 'logs', 'code']) {
    rmSync(join(dataDir, own), { recursive: true, force: true });
  }
  mkdirSync(dataDir, { recursive: true });
  const activity = new Activity();
  const logs = new LogFiles(join(dataDir, 'logs'), options.onLog);
  const functions = new Map<string, LambdaFunction>();
  const asynchronous = new AsynchronousInvocations(functions);
  let targets: Targets | undefined;
  const services: Services = await startServices({
    clock,
    place,
    dataDir,
    activity,
    send: async (...what) => {
      // A bus goes on trying for a day: a restart loses it nothing.
      await services.ready();
      await targets?.send(...what);
    },
    invoke: (name, event) => functionNamed(functions, name)?.invoke(event) ?? null,
    onLost: (what) => logs.write(OWN_LOG, `LOST ${what}`),
  });
  const clients = new Clients(services.endpoints, place.region);
  targets = new Targets(clients.sqs(), activity, asynchronous);
  const { faults } = options;
  const gates = await startGates({
    endpoints: services.endpoints,
    faults,
    callerOf: (session) => session.slice(0, session.lastIndexOf('.')),
    kill: (session) => {
      for (const one of functions.values()) one.kill(session);
    },
  });
  const workshop: Workshop = {
    place,
    clock,
    activity,
    clients,
    endpoints: services.endpoints,
    functionEndpoints: gates.endpoints,
    repetition: (batch) => faults?.handed(batch) ?? 'once',
    targets,
    permissions: new Permissions(place, gates.endpoints, (why) => logs.write(OWN_LOG, `REFUSED ${why}`)),
    asynchronous,
    watch: new StreamWatch(services.dynamoDbFile),
    log: logs.write,
    dataDir,
    concurrency,
    streams: new Map(),
    functions,
    sources: [],
  };
  const stop = stopper(workshop, [gates, services], logs);
  try {
    const resources = await provision(stacks, workshop, options.parameters ?? {});
    for (const source of workshop.sources) await source.start();
    return running(workshop, services, resources, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function running(
  workshop: Workshop,
  services: Services,
  resources: readonly RunningResource[],
  end: () => Promise<void>,
): Runtime {
  const { clock, activity, clients, place, sources, functions, permissions } = workshop;
  const queues = new Queues(services.endpoints.sqs, services.embeddedSqs, clients.sqs());
  const ticking = new Ticking(services.scheduler, clock, activity);
  void ticking.tick();
  const settled = () => settle({ activity, clock, queues, sources, services, busIdle: () => services.events.idle() });
  const resource = (id: string): RunningResource => {
    const names = ({ stack, logicalId, path }: RunningResource) => [
      logicalId,
      `${stack}.${logicalId}`,
      path,
      path.replace(/\/Resource$/, ''),
    ];
    const found = resources.filter((one) => names(one).includes(id));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    throw new ExpungeError('CONFIGURATION', `${found.length === 0 ? 'No' : 'More than one'} resource is called ${id}.`);
  };
  const functionCalled = (name: string): LambdaFunction => {
    const found = functionNamed(functions, name) ?? functions.get(resource(name).arn ?? '');
    if (found === undefined) throw new ExpungeError('CONFIGURATION', `${name} is not a function.`);
    return found;
  };
  return {
    clock,
    endpoints: services.endpoints,
    clients,
    place,
    permissions,
    resources,
    resource,
    invoke: async (name, payload = {}) => {
      const outcome = await functionCalled(name).invoke(JSON.stringify(payload));
      if (!outcome.ok) throw new FunctionFailed(name, outcome.fault);
      return JSON.parse(outcome.payload);
    },
    settle: settled,
    moveClock: async (to) => {
      await settled();
      clock.advance(Math.max(0, to - clock.now()));
      await ticking.tick();
      await settled();
    },
    renew: async () => {
      await settled();
      await Promise.all([...functions.values()].map((one) => one.renew()));
    },
    kill: (name) => functionCalled(name).kill(),
    restart: (service, pause = 0) => services.restart(service, pause),
    stop: async () => {
      ticking.stop();
      await end();
    },
  };
}

/** By its physical name or ARN. */
function functionNamed(functions: ReadonlyMap<string, LambdaFunction>, name: string): LambdaFunction | undefined {
  return [...functions.values()].find(({ settings }) => settings.name === name || settings.arn === name);
}

function stopper(
  { sources, functions, clients, watch }: Workshop,
  servers: readonly { stop(): Promise<void> }[],
  logs: LogFiles,
) {
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    // Functions first: a source waits for the invocation it has begun.
    await Promise.all([...sources.map((source) => source.stop()), ...[...functions.values()].map((one) => one.stop())]);
    watch.close();
    clients.destroy();
    for (const server of servers) await server.stop();
    await logs.close();
  };
  return () => (stopping ??= stop());
}

function placeOf(stacks: readonly Stack[]): Place {
  const region = stacks.find((stack) => stack.region !== null)?.region ?? REGION;
  const account = stacks.find((stack) => stack.account !== null)?.account ?? ACCOUNT;
  return { partition: region.startsWith('cn-') ? 'aws-cn' : 'aws', region, account };
}
