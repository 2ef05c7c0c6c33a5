import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

import type { Plan } from '../../lib/policy/plan.ts';
import { MEMORY, TIMEOUTS } from '../function-limits.ts';
import type { FunctionName } from '../function-names.ts';
import { METRIC_NAMESPACE } from '../metrics.ts';
import { functionCode } from './function-code.ts';
import { allow, useKeys } from './permissions.ts';

/** What all functions of one scheduler share. */
export interface FunctionSetting {
  readonly plan: Plan;
  /** The folder that holds `<name>/index.mjs`. */
  readonly bundles: string;
  readonly key: IKey;
  readonly logRetention: RetentionDays;
}

export interface ExpungeFunctionProps extends FunctionSetting {
  readonly name: FunctionName;
  /**
   * The physical name, for a function that people call by it.
   * @default - CloudFormation makes one
   */
  readonly functionName?: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions: readonly (readonly PolicyStatement[])[];
}

/** A function with a role and a log group of its own, and no permission but those written beside it. */
export class ExpungeFunction extends Construct {
  readonly name: FunctionName;
  readonly role: Role;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: ExpungeFunctionProps) {
    super(scope, id);
    this.name = props.name;
    const logGroup = new LogGroup(this, 'Logs', { encryptionKey: props.key, retention: props.logRetention });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Expunge ${props.name}`,
    });
    const own = [
      allow('WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
      useKeys('UseDataKey', [props.key]),
    ];
    for (const statement of [...own, ...props.permissions].flat()) this.role.addToPrincipalPolicy(statement);
    this.function = new LambdaFunction(this, 'Function', {
      ...(props.functionName !== undefined && { functionName: props.functionName }),
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: functionCode(this, props.bundles, props.name, props.plan),
      role: this.role,
      timeout: TIMEOUTS[props.name],
      memorySize: MEMORY[props.name],
      environmentEncryption: props.key,
      environment: {
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE,
        ...props.environment,
      },
      logGroup,
    });
  }
}
