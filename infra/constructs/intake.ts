import { type CfnEventBus, EventBus, type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Announcement } from '../../lib/announcements.ts';
import type { WorkQueues } from './work-queues.ts';

/** What Expunge itself says on the bus: no trigger of anything. All of it, or it would be told as a trigger that nobody knows. */
const SAID_BY_EXPUNGE: Readonly<Record<Announcement['type'], true>> = {
  ErasureScheduled: true,
  ProcessingRestricted: true,
  CaseWaiting: true,
  CaseRefused: true,
  ErasureCompleted: true,
  ErasurePaused: true,
  DeadlineAtRisk: true,
  CertificateIssued: true,
  ServiceErased: true,
  RecipientNotified: true,
  LetterToSend: true,
  RecipientEscalated: true,
  DriftFound: true,
  CheckpointPublished: true,
};

export interface IntakeProps {
  readonly busName: string;
  readonly key: IKey;
  readonly queues: WorkQueues;
  /** Names of the buckets whose new objects are personal data. */
  readonly buckets: readonly string[];
  /** Whether deletions of users from Cognito pools are listened for. */
  readonly userPools: boolean;
}

/**
 * The bus on which an application says what happened, and the rules that hand it on. Every detail type that is not
 * known to be something else counts as a trigger: a misspelt one is refused aloud, never dropped.
 */
export class Intake extends Construct {
  readonly bus: EventBus;
  private readonly queues: WorkQueues;

  constructor(scope: Construct, id: string, props: IntakeProps) {
    super(scope, id);
    this.queues = props.queues;
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: props.busName,
      description: 'Expunge: what happened to personal data and accounts',
    });
    // The construct's own property would write a statement about this stack's bus into the key's policy in another.
    (this.bus.node.defaultChild as CfnEventBus).kmsKeyIdentifier = props.key.keyArn;
    this.route('Stored', { detailType: ['PersonalDataStored'] }, props.queues.stored.queue, this.bus);
    this.route('Notices', { detailType: ['PlatformNotice'] }, props.queues.platforms.queue, this.bus);
    this.route(
      'Triggers',
      { detailType: Match.anythingBut('PersonalDataStored', 'PlatformNotice', ...Object.keys(SAID_BY_EXPUNGE)) },
      props.queues.triggers.queue,
      this.bus,
    );
    if (props.userPools) this.listenToUserPools(props.queues.platforms.queue);
    if (props.buckets.length > 0) {
      this.route(
        'Objects',
        {
          source: ['aws.s3'],
          detailType: ['Object Created'],
          detail: { bucket: { name: [...props.buckets] } },
        },
        props.queues.stored.queue,
      );
    }
  }

  /** As CloudTrail sees them, on the account's own bus; a trail that records management events has to be there. */
  private listenToUserPools(queue: Queue): void {
    const pattern = {
      source: ['aws.cognito-idp'],
      detailType: ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['cognito-idp.amazonaws.com'], eventName: ['DeleteUser', 'AdminDeleteUser'] },
    };
    this.route('UserPools', pattern, queue);
  }

  private route(id: string, eventPattern: EventPattern, queue: Queue, eventBus?: EventBus): void {
    const rule = new Rule(this, id, eventBus ? { eventBus, eventPattern } : { eventPattern });
    const undelivered = this.queues.undelivered;
    rule.addTarget({ bind: () => ({ arn: queue.queueArn, deadLetterConfig: { arn: undelivered.queueArn } }) });
    for (const receiver of [queue, undelivered]) {
      receiver.addToResourcePolicy(
        new PolicyStatement({
          sid: `From${id}`,
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [receiver.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
        }),
      );
    }
  }
}
