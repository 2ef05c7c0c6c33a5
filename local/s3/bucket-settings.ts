import { type Operation, xmlReply } from './context.ts';
import { type FaultCode, notImplemented, S3Fault } from './fault.ts';
import { children, documentOf, parseXml, type XmlElement } from './xml.ts';

/** A configuration that is kept and given back as it came, and has no effect here unless said otherwise. */
interface Setting {
  /** The tag of its document. */
  readonly root: string;
  /** What a bucket that was never given one answers: a document's content, or a code and message. */
  readonly unset: string | readonly [FaultCode, string];
  /** Refuses what would be a lie to accept. */
  readonly check?: (document: XmlElement) => void;
}

const ALL_BLOCKED = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets']
  .map((name) => `<${name}>true</${name}>`)
  .join('');

/** By the query parameter that names them; those of new buckets are S3's own (2023 on). */
const SETTINGS = {
  encryption: {
    root: 'ServerSideEncryptionConfiguration',
    unset:
      '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>',
  },
  lifecycle: {
    root: 'LifecycleConfiguration',
    unset: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  publicAccessBlock: { root: 'PublicAccessBlockConfiguration', unset: ALL_BLOCKED },
  notification: { root: 'NotificationConfiguration', unset: '', check: onlyEventBridge },
  ownershipControls: {
    root: 'OwnershipControls',
    unset: '<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>',
  },
  tagging: { root: 'Tagging', unset: ['NoSuchTagSet', 'The TagSet does not exist'] },
  cors: { root: 'CORSConfiguration', unset: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'] },
  logging: { root: 'BucketLoggingStatus', unset: '' },
} as const satisfies Record<string, Setting>;

export type SettingKind = keyof typeof SETTINGS;
export const SETTING_KINDS = Object.keys(SETTINGS) as SettingKind[];

export function getSetting(kind: SettingKind): Operation {
  const { root, unset }: Setting = SETTINGS[kind];
  return (context, request) => {
    const { name } = context.buckets.require(request.bucket);
    const kept = context.buckets.setting(name, kind);
    if (kept !== undefined) return xmlReply(kept);
    if (typeof unset === 'string') return xmlReply(documentOf(root, unset));
    throw new S3Fault(unset[0], unset[1]);
  };
}

export function putSetting(kind: SettingKind): Operation {
  const { root, check }: Setting = SETTINGS[kind];
  return (context, request) => {
    const { name } = context.buckets.require(request.bucket);
    const document = parseXml(request.body, root);
    check?.(document);
    context.buckets.putSetting(name, kind, request.body.toString('utf8'));
    return { status: kind === 'tagging' ? 204 : 200 };
  };
}

export function deleteSetting(kind: SettingKind | 'policy'): Operation {
  return (context, request) => {
    const { name } = context.buckets.require(request.bucket);
    context.buckets.putSetting(name, kind, undefined);
    return { status: 204 };
  };
}

/** A bucket policy is kept, never evaluated: nobody is let in or kept out by it. */
export const putPolicy: Operation = (context, request) => {
  const { name } = context.buckets.require(request.bucket);
  const policy = request.body.toString('utf8');
  try {
    const document: unknown = JSON.parse(policy);
    if (typeof document !== 'object' || document === null || !('Statement' in document))
      throw new Error('no statement');
  } catch {
    throw new S3Fault('MalformedPolicy', 'This policy contains invalid Json');
  }
  context.buckets.putSetting(name, 'policy', policy);
  return { status: 204 };
};

export const getPolicy: Operation = (context, request) => {
  const { name } = context.buckets.require(request.bucket);
  const policy = context.buckets.setting(name, 'policy');
  if (policy === undefined) throw new S3Fault('NoSuchBucketPolicy', 'The bucket policy does not exist');
  return { status: 200, headers: { 'content-type': 'application/json' }, body: policy };
};

/** Other receivers would be kept and never told. */
function onlyEventBridge(document: XmlElement): void {
  for (const receiver of ['QueueConfiguration', 'TopicConfiguration', 'CloudFunctionConfiguration']) {
    if (children(document, receiver).length > 0) throw notImplemented(`${receiver}: EventBridgeConfiguration is`);
  }
}
