import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * Six keys. One encrypts everything Expunge stores. Two derive references to subjects, and are two so that whoever may
 * look a subject up in the registry cannot recognise it in the evidence. One signs the log's checkpoints, another what
 * recipients are sent, so that neither signature passes for the other. The last
 * encrypts what apps share with their platforms, and only the function that checks their signatures may decrypt with it.
 */
export class Keys extends Construct {
  readonly data: Key;
  readonly reference: Key;
  readonly evidence: Key;
  readonly log: Key;
  readonly notice: Key;
  readonly platforms: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.data = new Key(this, 'Data', {
      description: 'Expunge: encrypts the registry, queues, buckets and logs',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.reference = this.macKey('ReferenceKey', 'Expunge: derives registry references of subjects');
    this.evidence = this.macKey('EvidenceKey', 'Expunge: derives evidence references of subjects');
    // A log is known by its key: another key is another log, so this one is never rotated.
    this.log = new Key(this, 'LogKey', {
      description: 'Expunge: signs the checkpoints of the log',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.platforms = new Key(this, 'PlatformKey', {
      description: 'Expunge: encrypts what apps share with their platforms',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.notice = new Key(this, 'NoticeKey', {
      description: 'Expunge: signs notices to recipients',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.allowServices();
  }

  private macKey(id: string, description: string): Key {
    return new Key(this, id, {
      description,
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Services that use the key on nobody's behalf: no role of ours could carry these permissions. */
  private allowServices(): void {
    const stack = Stack.of(this);
    this.data.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogGroupsOfThisAccount',
        principals: [new ServicePrincipal(`logs.${stack.region}.${Aws.URL_SUFFIX}`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: 'log-group:*' }),
          },
        },
      }),
    );
    this.data.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EventsIntoEncryptedQueues',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    );
  }
}
