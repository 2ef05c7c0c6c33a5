/** Something that a service does otherwise than the suites ask, and the tests that fail for it, by their full names. */
export interface Gap {
  readonly service: string;
  readonly differs: string;
  readonly tests: readonly string[];
}

/** Of moto 5.2.5: everything is tried; whatever fails and is not here fails the run. */
export const MOTO_GAPS: readonly Gap[] = [
  {
    service: 'S3',
    differs: 'settings of a bucket: no empty ones come back, and a policy that is none is kept',
    tests: [
      'object storage: moto > buckets > configurations come back as they were given',
      'object storage: moto > buckets > a bucket policy is kept and removed',
    ],
  },
  {
    service: 'S3',
    differs: 'a key with a line break makes its answers unreadable',
    tests: [
      'object storage: moto > objects > the key "line\\nbreak" is one key',
      'object storage: moto > versions > DeleteObjects answers for each key',
      'object storage: moto > listing > odd keys survive a listing, encoded or not',
    ],
  },
  {
    service: 'S3',
    differs: 'a body is not held against its digest',
    tests: ['object storage: moto > objects > a body that is not what its digest says is refused and not kept'],
  },
  {
    service: 'S3',
    differs: 'unsigned requests are answered',
    tests: ['object storage: moto > objects > a request without a signature is refused'],
  },
  {
    service: 'S3',
    differs:
      'deleting does not say that it laid a marker, lays none for a key that never was, and knows no null version',
    tests: [
      'object storage: moto > versions > a delete without an id hides, and loses nothing',
      'object storage: moto > versions > deleting a key that never was lays a marker',
      'object storage: moto > versions > suspended versioning has one null version, and keeps the others',
    ],
  },
  {
    service: 'S3',
    differs: 'more than a thousand keys are deleted at once',
    tests: ['object storage: moto > versions > DeleteObjects takes a thousand keys and no more'],
  },
  {
    service: 'S3',
    differs: 'listings of versions take a version without its key, and do not go on behind a version that has gone',
    tests: [
      'object storage: moto > listing > versions come by key, newest first, whatever the page',
      'object storage: moto > listing > a listing goes on behind a version that is gone: no version is missed, none shown twice',
    ],
  },
  {
    service: 'S3',
    differs: 'tags are Latin letters, and have no limits',
    tests: [
      'object storage: moto > tagging > tags belong to a version, and are replaced whole',
      'object storage: moto > tagging > tags past the limits are refused',
    ],
  },
  {
    service: 'S3',
    differs:
      'locks: retention may be taken back, a bucket’s default is not applied or refused as AWS does, and versions may be suspended',
    tests: [
      'object storage: moto > locks > COMPLIANCE keeps a version from everybody; a marker may still hide it',
      'object storage: moto > locks > GOVERNANCE keeps a version unless it is bypassed',
      'object storage: moto > locks > a bucket puts its default retention on every new version',
      'object storage: moto > locks > a write brings its own lock',
      'object storage: moto > locks > Object Lock needs a bucket that has it, and such a bucket keeps its versions',
    ],
  },
  {
    service: 'SQS',
    differs: 'an id that was used is forgotten once its message is done, so that a repeat is delivered again',
    tests: ['queue > a queue of groups > takes it once also after it was done'],
  },
  {
    service: 'KMS',
    differs: 'keys made without a usage have none',
    tests: ['key service > the life of a key > is created enabled and described by id, ARN and alias'],
  },
  {
    service: 'KMS',
    differs: 'keys work while they are disabled or about to be deleted',
    tests: [
      'key service > the life of a key > does nothing while disabled, and works again once enabled',
      'key service > the life of a key > does nothing while its deletion is pending, and comes back disabled',
    ],
  },
  {
    service: 'KMS',
    differs: 'usage, waiting period, length of digests and kind of key are not checked',
    tests: [
      'key service > the life of a key > refuses a waiting period of fewer than seven days',
      'key service > the life of a key > refuses a usage that does not fit the spec',
      'key service > encryption > is not done by a key for another use',
      'key service > signatures with ECDSA P-256 > refuse a digest of the wrong length and a key for another use',
    ],
  },
  {
    service: 'KMS',
    differs: 'a changed ciphertext is refused under another name',
    tests: ['key service > encryption > refuses a changed ciphertext and the wrong key'],
  },
  {
    service: 'KMS',
    differs: 'a signature over the message is one over the digest of its digest, or the reverse',
    tests: [
      'key service > signatures with ECDSA P-256 > are DER over the message or its digest, and check against the public key alone',
    ],
  },
  {
    service: 'KMS',
    differs: 'a false signature is an answer and no error',
    tests: ['key service > signatures with ECDSA P-256 > fail for another message and for bytes that are no signature'],
  },
  {
    service: 'KMS',
    differs: 'no Ed25519',
    tests: [
      'key service > signatures with Ed25519 > are over the raw message only, and check against the public key alone',
    ],
  },
  {
    service: 'EventBridge',
    differs: 'the envelope lacks the account of the sender as twelve digits',
    tests: [
      'event bus > putting events > delivers the event in its envelope, with the time and resources it came with',
    ],
  },
  {
    service: 'EventBridge',
    differs: 'entries are not checked: details that are no object, sources of AWS, size',
    tests: [
      'event bus > putting events > takes only an object as detail, and nothing in the name of AWS',
      'event bus > putting events > refuses entries of more than 256 KB together',
    ],
  },
  {
    service: 'EventBridge',
    differs: 'patterns: a list of objects is not looked into element by element, and hardly any faulty one is refused',
    tests: [
      'event bus > patterns > one element of a list of objects as a whole',
      'event bus > patterns > refuses []',
      'event bus > patterns > refuses {}',
      'event bus > patterns > refuses {"a":{}}',
      'event bus > patterns > refuses {"a":[{"nearly":"x"}]}',
      'event bus > patterns > refuses {"a":[{"exists":1}]}',
      'event bus > patterns > refuses {"n":[{"numeric":["!",1]}]}',
      'event bus > patterns > refuses {"n":[{"numeric":[">"]}]}',
      'event bus > patterns > refuses {"a":[{"prefix":1}]}',
    ],
  },
  {
    service: 'EventBridge',
    differs: 'disabled rules deliver, and the whole event, whatever part the target asks for',
    tests: [
      'event bus > rules and targets > deliver nothing while disabled',
      'event bus > rules and targets > hand over a part of the event, or a constant',
    ],
  },
  {
    service: 'Scheduler',
    differs: 'times, intervals and zones are not checked',
    tests: [
      'scheduler > schedules > refuse rate(0 minutes)',
      'scheduler > schedules > refuse rate(1 week)',
      'scheduler > schedules > refuse cron(0 12 * * * *)',
      'scheduler > schedules > refuse cron(0 12 * * ?)',
      'scheduler > schedules > refuse at(tomorrow)',
      'scheduler > schedules > refuse x',
      'scheduler > schedules > refuse a time zone that does not exist',
    ],
  },
  {
    service: 'DynamoDB',
    differs: 'expressions with more than some dozen terms fail with RecursionError',
    tests: [
      'heads in DynamoDB > holds the most that a commit may hold: 1 families, the rest days',
      'heads in DynamoDB > adds counts up by day, each apart from the others, and more than fit one item',
      'heads in DynamoDB > keeps where the evidence of a day begins and ends, in each log by itself',
      'heads in DynamoDB > holds the most that a commit may hold: 80 families, the rest days',
    ],
  },
  {
    service: 'DynamoDB',
    differs: 'transactions and conditional writes that come at the same time are not always kept apart',
    tests: [
      'the registry in DynamoDB > a budget > is never passed, however many take at once',
      'heads in DynamoDB > lets one of several sealers that read the same head commit, and writes nothing of the others',
    ],
  },
];
