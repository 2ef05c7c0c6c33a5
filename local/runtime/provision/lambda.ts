import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpungeError } from '../../../lib/errors.ts';
import { arn } from '../../http/index.ts';
import { CREDENTIALS } from '../clients.ts';
import { LambdaFunction } from '../functions/index.ts';
import { physicalName } from '../names.ts';
import type { Provisioner, Request, Workshop } from './provisioner.ts';

/** What a function of Expunge is called in every deployment. */
const OWN_NAME = 'POWERTOOLS_SERVICE_NAME';

/** Lambda's own defaults. */
const TIMEOUT_SECONDS = 3;
const MEMORY_MB = 128;
/** A thread needs more than a Lambda of 128 MB gives it, since it shares nothing of the runtime. */
const LEAST_MEMORY_MB = 128;

export const lambdaFunction: Provisioner = async (request, workshop) => {
  const { properties, stack, logicalId } = request;
  const runtime = String(properties.Runtime ?? '');
  const name: string = properties.FunctionName ?? physicalName(stack, logicalId, 64);
  const functionArn = arn(workshop.place, 'lambda', `function:${name}`);
  const memoryMb = Number(properties.MemorySize ?? MEMORY_MB);
  const logGroup: string = properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
  if (!runtime.startsWith('nodejs')) {
    throw new ExpungeError('CONFIGURATION', `The embedded runtime runs Node.js functions; ${name} wants ${runtime}.`, {
      place: stack,
    });
  }
  const code = codeOf(request, name, workshop);
  const caller: string = properties.Environment?.Variables?.[OWN_NAME] ?? name;
  workshop.permissions.employ(caller, properties.Role ?? '');
  const made = new LambdaFunction(
    {
      name,
      arn: functionArn,
      code,
      handler: properties.Handler,
      variables: {
        ...lambdaVariables(name, memoryMb, logGroup, code, workshop),
        ...(properties.Environment?.Variables ?? {}),
      },
      timeoutSeconds: Number(properties.Timeout ?? TIMEOUT_SECONDS),
      memoryMb: Math.max(memoryMb, LEAST_MEMORY_MB),
      logGroup,
      concurrency: Math.min(
        Number(properties.ReservedConcurrentExecutions ?? workshop.concurrency),
        workshop.concurrency,
      ),
      clock: workshop.clock,
      access: () => workshop.permissions.accessOf(caller),
      onAccess: workshop.permissions.note,
    },
    workshop.activity,
    workshop.log,
  );
  workshop.functions.set(functionArn, made);
  return { ref: name, attributes: { Arn: functionArn } };
};

/** What Lambda itself puts into the environment, and where the services are. */
function lambdaVariables(name: string, memory: number, logGroup: string, code: string, workshop: Workshop) {
  const { functionEndpoints: endpoints, place } = workshop;
  return {
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: code,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_KMS: endpoints.kms,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventbridge,
    AWS_ENDPOINT_URL_SCHEDULER: endpoints.scheduler,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
  };
}

/** The bundle's directory: an asset of the assembly, or one written for code that stands in the template. */
function codeOf({ properties, assets, stack, logicalId }: Request, name: string, workshop: Workshop): string {
  const { S3Key, ZipFile } = properties.Code ?? {};
  const asset = assets.get(S3Key);
  if (asset !== undefined) return asset;
  if (typeof ZipFile !== 'string') {
    throw new ExpungeError('CONFIGURATION', `The assembly holds no code for ${name}.`, {
      place: `${stack}.${logicalId}`,
    });
  }
  const directory = join(workshop.dataDir, 'code', name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'index.cjs'), ZipFile);
  return directory;
}
