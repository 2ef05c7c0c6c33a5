import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RetentionState } from '../constructs/retention-state.ts';

/** Keys, registry, evidence: what cannot be made again. It cannot be deleted by mistake. */
export class StateStack extends Stack {
  readonly state: RetentionState;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Expunge: what must outlive a deployment', terminationProtection: true, ...props });
    this.state = new RetentionState(this, 'State');
    new CfnOutput(this, 'PlatformKeyArn', {
      description: 'Encrypt the secrets of platform apps under this key; docs/security.md says how',
      value: this.state.keys.platforms.keyArn,
    });
  }
}
