import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type ErrorCode, ExpungeError, isErrorCode } from '../lib/errors.ts';
import type { Input, World } from './command.ts';

/** What every command takes that asks a function of the deployment. */
export const DEPLOYMENT = {
  deployment: { type: 'string', default: 'expunge' },
  endpoint: { type: 'string' },
  region: { type: 'string' },
} as const;

/** How those options are written in a usage line. */
export const DEPLOYMENT_USAGE = '[--deployment NAME] [--endpoint URL] [--region REGION] [--json]';

/** Longer than any of these functions may run. */
const ANSWER_WITHIN = 15 * 60_000;

/**
 * Asks a function of the deployment that the options name: `operate` of `expunge` is `expunge-operate`.
 * @throws ExpungeError what the function refused, with its code and message; STORE_UNAVAILABLE where it cannot be
 * reached, does not exist, or failed.
 */
export function ask(world: World, name: string, payload: object, { options }: Input): Promise<unknown> {
  const { deployment, endpoint, region } = options;
  return world.invoke(`${deployment}-${name}`, payload, {
    ...(typeof endpoint === 'string' && { endpoint }),
    ...(typeof region === 'string' && { region }),
  });
}

/** Invokes with the credentials at hand, and waits for the answer. */
export const invokeFunction: World['invoke'] = async (functionName, payload, where) => {
  const client = new LambdaClient({
    ...where,
    maxAttempts: 1, // tried again, `epoch rotate` would rotate twice
    requestHandler: { requestTimeout: ANSWER_WITHIN },
  });
  try {
    return await invokeWith(client, functionName, payload);
  } finally {
    client.destroy();
  }
};

export async function invokeWith(
  client: Pick<LambdaClient, 'send'>,
  functionName: string,
  payload: object,
): Promise<unknown> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) });
  const answer = await client.send(command).catch((cause: unknown) => {
    const name = cause instanceof Error ? nameOf(cause) : 'an unknown fault';
    throw fault('STORE_UNAVAILABLE', `It could not be asked: ${name}. Check credentials, region and deployment.`);
  });
  const text = answer.Payload?.transformToString() ?? 'null';
  if (answer.FunctionError !== undefined) {
    const { errorMessage } = JSON.parse(text) as { errorMessage?: string };
    throw fault(codeIn(errorMessage), `It failed with ${errorMessage ?? 'no message'}; its log says where and why.`);
  }
  const data: unknown = JSON.parse(text);
  const { error } = (data ?? {}) as { error?: { code?: string; message?: string } };
  if (error !== undefined) throw fault(codeIn(error.code), String(error.message));
  return data;

  function fault(code: ErrorCode, message: string): ExpungeError {
    return new ExpungeError(code, message, { place: functionName });
  }
}

const codeIn = (text: string | undefined): ErrorCode => (isErrorCode(text) ? text : 'STORE_UNAVAILABLE');

/** What the fault is called; never its message. A refused connection only has a code. */
function nameOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return error.name === 'Error' && typeof code === 'string' ? code : error.name;
}
